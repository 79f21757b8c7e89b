// What a user is told about wrong input: exit status 2 and one line that says what to do.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/program.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

struct Complaint {
  Words arguments;
  std::string message;  // the whole of standard error, without its line end
};

const std::string correct = source("cli/fixtures/broken/correct.subject.json");

void check_complaint(const Complaint& row, const Folder& folder) {
  std::string command;
  for (const std::string& word : row.arguments) command += " " + word;
  INFO("wiretrial" << command);
  const Finished finished = wiretrial::tests::wiretrial(row.arguments, folder.path());
  CHECK(finished.error == row.message + "\n");
  CHECK(finished.output.empty());
  CHECK(finished.status == 2);
}

std::string subject(const std::string& members) {
  return R"({"name": "mine", "protocol": "jhmp", )" + members + "}";
}

std::string server_of(const std::string& command) {
  return subject(R"("server": {"command": [)" + command + R"(, "{host}", "{port}"]})");
}

std::string scenario(const std::string& steps) {
  return R"({"id": "jhmp/header/mine", "requirement": "HDR-7", "role": "server", "title": "Mine", )"
         R"("why": "A reason.", "steps": [)" +
         steps + "]}";
}

}  // namespace

TEST_CASE("a slip on the command line is told in one line") {
  const Folder folder;
  const Words to_run{"run", "--subject", correct};
  const auto running = [&](const std::string& option, const std::string& value) {
    Words words = to_run;
    words.insert(words.end(), {option, value});
    return words;
  };
  const std::string see = "; see wiretrial --help";
  const std::vector<Complaint> rows{
      {{}, "wiretrial: a command is required" + see},
      {{"frobnicate"}, "wiretrial: unknown command \"frobnicate\"" + see},
      {{"rnu"}, "wiretrial: unknown command \"rnu\", did you mean \"run\"?"},
      {{"--frobnicate"}, "wiretrial: unknown option \"--frobnicate\"" + see},
      {{"run", "--subjetc", correct},
       "wiretrial: unknown option \"--subjetc\", did you mean \"--subject\"?"},
      {{"run", "--subject", correct, "--frobnicate"},
       "wiretrial: unknown option \"--frobnicate\"; see wiretrial run --help"},
      {{"report", "record.json", "--hmtl", "page.html"},
       "wiretrial: unknown option \"--hmtl\", did you mean \"--html\"?"},
      {{"run"}, "wiretrial: --subject is required; see wiretrial run --help"},
      {{"run", "--subject"},
       "wiretrial: --subject: 1 required TEXT missing; see wiretrial run --help"},
      {{"explain"}, "wiretrial: id is required; see wiretrial explain --help"},
      {{"check"}, "wiretrial: file is required; see wiretrial check --help"},
      {{"report"}, "wiretrial: record is required; see wiretrial report --help"},
      {{"judge"}, "wiretrial: record is required; see wiretrial judge --help"},
      {running("--role", "peer"),
       "wiretrial: --role: peer not in {server,client,pair}; see wiretrial run --help"},
      {running("--jobs", "0"),
       "wiretrial: --jobs: Value 0 not in range 1 to 64; see wiretrial run --help"},
      {running("--sweep", "some"),
       "wiretrial: --sweep: some not in {full,sampled}; see wiretrial run --help"},
      {running("--shard", "4/3"), "wiretrial: a shard is I/N with I from 1 to N, not \"4/3\""},
      {running("--shard", "half"), "wiretrial: a shard is I/N with I from 1 to N, not \"half\""},
      {running("--scenarios", "absent"), "absent: no such directory of scenarios"},
  };
  for (const Complaint& row : rows) check_complaint(row, folder);
}

TEST_CASE("a selector or a name that fits nothing is told with the likeliest one") {
  const Folder folder;
  const std::vector<Complaint> rows{
      {{"run", "jhmp/application/smoke-serch", "--subject", correct},
       "wiretrial: the selector \"jhmp/application/smoke-serch\" fits nothing, did you mean "
       "\"jhmp/application/smoke-search\"?"},
      {{"run", "--subject", correct, "requirement:HDR-77"},
       "wiretrial: the selector \"requirement:HDR-77\" fits nothing, did you mean "
       "\"requirement:HDR-7\"?"},
      {{"run", "--subject", correct, "role:client"},
       "wiretrial: the selector \"role:client\" fits nothing but trials of a client, and " +
           correct + " does not describe a client"},
      {{"list", "rle:server"},
       "wiretrial: unknown key \"rle\" in the selector \"rle:server\", did you mean \"role\"?"},
      {{"list", "level:MSUT"},
       "wiretrial: the selector \"level:MSUT\" fits nothing, did you mean \"level:MUST\"?"},
      {{"list", "jhmp/nowhere/*"}, "wiretrial: the selector \"jhmp/nowhere/*\" fits nothing"},
      {{"explain", "HDR-77"},
       "wiretrial: there is no scenario or clause \"HDR-77\", did you mean \"HDR-7\"?"},
      {{"explain", "jhmp/application/smoke-serch"},
       "wiretrial: there is no scenario or clause \"jhmp/application/smoke-serch\", did you mean "
       "\"jhmp/application/smoke-search\"?"},
      {{"explain", "weather"}, "wiretrial: there is no scenario or clause \"weather\""},
      {{"list", "--scenarios", "absent"}, "absent: no such directory of scenarios"},
      {{"explain", "HDR-7", "--scenarios", "absent"}, "absent: no such directory of scenarios"},
      {{"check", correct, "--scenarios", "absent"}, "absent: no such directory of scenarios"},
  };
  for (const Complaint& row : rows) check_complaint(row, folder);
}

TEST_CASE("nothing to try is an error that says what excludes what") {
  const Folder folder;
  const std::string table = source("impl/mutants/mutants.json");
  const std::vector<Complaint> rows{
      {{"run", "--subject", correct, "--role", "client"},
       "wiretrial: " + correct +
           " does not describe a client, and the trials that are wanted are for one"},
      {{"run", "--subject", correct, "--role", "client", "jhmp/header/*"},
       "wiretrial: the selector \"jhmp/header/*\" fits nothing but trials of a server or a client, "
       "and " +
           correct + " does not describe a client"},
      {{"run", "--subject", correct, "--role", "client", "jhmp/header/length-negative"},
       "wiretrial: the selector \"jhmp/header/length-negative\" fits nothing but trials of a "
       "server, "
       "and --role asks for others"},
      {{"run", "--subject", correct, "requirement:HDR-7", "jhmp/framing/*"},
       "wiretrial: the selectors exclude each other: no trial fits both \"requirement:HDR-7\" and "
       "\"jhmp/framing/*\""},
      {{"run", "--subject", correct, "--shard", "1/2", "requirement:HDR-7", "requirement:HDR-5",
        "jhmp/framing/*"},
       "wiretrial: the selectors exclude each other: no trial fits both \"requirement:HDR-7\" or "
       "\"requirement:HDR-5\" and \"jhmp/framing/*\""},
      {{"list", "role:client", "jhmp/header/length-negative"},
       "wiretrial: the selectors exclude each other: no trial fits both \"role:client\" and "
       "\"jhmp/header/length-negative\""},
      {{"fuzz", "--subject", correct, "--role", "client"},
       "wiretrial: " + correct + ": describes no client"},
      {{"prove", table, "--only", "action-in-any-case", "--role", "client"},
       "wiretrial: " + table +
           ": has no mutant or variant for \"action-in-any-case\" that is a client"},
      {{"prove", table, "--subject", correct, "--role", "client"},
       "wiretrial: " + correct + " does not describe a client, which --role asks for"},
  };
  for (const Complaint& row : rows) check_complaint(row, folder);
}

TEST_CASE("a shard that has nothing is fine where others have something") {
  const Folder folder;
  for (const char* shard : {"1/2", "2/2"}) {
    const Finished run = wiretrial::tests::wiretrial(
        {"run", "--subject", correct, "jhmp/application/smoke-search", "--shard", shard},
        folder.path());
    INFO(run.error);
    CHECK(run.status == 0);
  }
}

TEST_CASE("a program that the system will not start is told by all commands that start programs") {
  const Folder folder;
  folder.write("windows.sh", "#!/bin/sh\r\nexec sleep 1\r\n");
  std::filesystem::permissions(folder.path("windows.sh"), std::filesystem::perms::owner_all);
  folder.write("my.json", server_of("\"./windows.sh\""));
  const std::string message = "my.json: /server/command/0: \"" + folder.path("windows.sh") +
                              "\" names the interpreter \"/bin/sh\\r\", which does not exist: its "
                              "lines end in CR LF, as on "
                              "Windows; sed -i 's/\\r$//' FILE mends that";
  const std::string table = source("impl/mutants/mutants.json");
  const std::vector<Words> commands{
      {"check", "my.json"},
      {"run", "--subject", "my.json"},
      {"fuzz", "--subject", "my.json"},
      {"prove", table, "--subject", "my.json"},
      {"replay", source("scenarios/jhmp/header/content-length.json"), "--subject", "my.json"}};
  for (const Words& words : commands) check_complaint({words, message}, folder);
}

TEST_CASE("a wrong description is told with its place, by run and by check") {
  const Folder folder;
  const struct {
    std::string text;
    std::string message;
  } rows[] = {
      {"{\"name\": \"mine\",\n \"protocol\" \"jhmp\"}",
       "line 2, column 18: malformed JSON: while parsing object separator - unexpected string "
       "literal; expected ':'"},
      {R"({"name": "mine", "protocol": "jhmp", "server": {"comand": ["x"], "address": "a:1"}})",
       "/server: unknown key \"comand\", did you mean \"command\"?"},
      {server_of("\"./absent\""),
       "/server/command/0: \"" + folder.path("absent") + "\" does not exist"},
      {server_of("\"./my.json\""),
       "/server/command/0: \"" + folder.path("my.json") + "\" is no executable file"},
      {server_of("\"wiretrial-absent\""),
       "/server/command/0: \"wiretrial-absent\" is not found in PATH"},
      {server_of("\"python3\", \"{prot}\""),
       "/server/command/1: unknown placeholder \"{prot}\", did you mean \"{port}\"?"},
      {subject(R"("client": {"command": ["python3", "{port}"], "success": {"stdout": "(open"}})"),
       "/client/success/stdout: position 5: missing closing parenthesis"},
  };
  for (const auto& row : rows) {
    folder.write("my.json", row.text);
    INFO(row.text);
    for (const Words& words : {Words{"run", "--subject", "my.json"}, Words{"check", "my.json"}}) {
      check_complaint({words, "my.json: " + row.message}, folder);
    }
  }
}

TEST_CASE("a wrong scenario is told with its place") {
  const Folder folder;
  const struct {
    std::string text;
    std::string message;
  } rows[] = {
      {"[\n{\"id\": }]",
       "line 2, column 8: malformed JSON: while parsing value - unexpected '}'; expected '[', "
       "'{', or a literal"},
      {scenario(R"({"conect": "a"})"),
       "/steps/0: unknown step \"conect\", did you mean \"connect\"?"},
      {scenario(R"({"connect": "a", "tims": 2})"),
       "/steps/0: unknown key \"tims\", did you mean \"times\"?"},
  };
  for (const auto& row : rows) {
    folder.write("my.json", row.text);
    INFO(row.text);
    check_complaint({{"check", "my.json"}, "my.json: " + row.message}, folder);
  }
}

TEST_CASE("a file that is absent or no file is told") {
  const Folder folder;
  const std::string no_record =
      ": no such record, or not readable; `wiretrial run` writes one to out/record.json";
  folder.write("file", "");
  const std::vector<Complaint> rows{
      {{"run", "--subject", "absent.json"},
       "absent.json: cannot read the description of a subject: No such file or "
       "directory"},
      {{"run", "--subject", "."}, ".: is a directory, a description of a subject was looked for"},
      {{"check", "absent.json"},
       "absent.json: cannot read the scenario file: No such file or directory"},
      {{"report", "absent.json"}, "absent.json" + no_record},
      {{"judge", "absent.json"}, "absent.json" + no_record},
      {{"judge", "."}, "." + no_record},
      {{"run", "jhmp/application/smoke-search", "--subject", correct, "--out", "file"},
       "file: cannot be made a directory: Not a directory"},
      {{"run", "jhmp/application/smoke-search", "--subject", correct, "--out", "file/out"},
       "file/out: cannot be made a directory: Not a directory"},
      {{"run", "jhmp/application/smoke-search", "--subject", correct, "--out", "/proc/self"},
       "/proc/self/record.jsonl: cannot be written: No such file or directory"},
  };
  for (const Complaint& row : rows) check_complaint(row, folder);
}

TEST_CASE("two subjects of one name are refused") {
  const Folder folder;
  const std::string other = folder.write("other.json", read_file(source("cli/fixtures/broken/"
                                                                        "correct.subject.json")));
  check_complaint({{"run", "--subject", correct, "--subject", other},
                   other + ": there is a subject \"correct\" already; names tell them apart"},
                  folder);
}

TEST_CASE("a record that cannot be read is told, by report and by judge") {
  const Folder folder;
  const struct {
    std::string text;
    std::string message;
  } rows[] = {
      {"junk",
       "the record: no JSON: line 1, column 1: syntax error while parsing value - invalid "
       "literal; last read: 'j'"},
      {"{\"version\":\n 1,,",
       "the record: no JSON: line 2, column 4: syntax error while parsing object key - "
       "unexpected ','; expected string literal"},
      {R"({"version": 99})",
       "/version: the record has version 99 and this program reads version 1; read it with a "
       "newer wiretrial"},
      {R"({"version": 1})", "the record: has no member \"harness_version\""},
  };
  for (const auto& row : rows) {
    folder.write("record.json", row.text);
    INFO(row.text);
    for (const char* command : {"report", "judge"}) {
      check_complaint({{command, "record.json"}, "record.json: " + row.message}, folder);
    }
  }
}
