// What `wiretrial replay` does again, from records and from scenario files, and the scripts that it
// writes.
#include <csignal>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string broken_server = "cli/fixtures/broken/negative_length_answered.subject.json";
const std::string broken_client = "cli/fixtures/broken/client_exits_zero.subject.json";
const std::string negative = "jhmp/header/length-negative";
const std::string refused = "jhmp/application/client-smoke-refused";

Finished replay(Words words, const std::string& directory = "") {
  words.insert(words.begin(), "replay");
  return wiretrial::tests::wiretrial(words, directory);
}

// Writes the script that these words ask for, and runs it.
Finished run_script(const Folder& folder, Words words, const Words& arguments = {}) {
  words.emplace_back("--script");
  const Finished written = replay(words);
  INFO(written.error);
  REQUIRE(written.status == 0);
  Words command{"python3", folder.write("failure.py", written.output)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Program program(command, folder.path());
  Finished finished = program.wait();
  CHECK(finished.error.empty());
  CHECK(processes_with(program.mark()) == Words());
  return finished;
}

// A command as somebody would paste it; the program is the one just built.
Words pasted(const std::string& command) {
  Words words = words_of(command);
  words.erase(words.begin());
  return words;
}

std::string last_line(const std::string& text) {
  const Words lines = lines_of(text);
  return lines.empty() ? "" : lines.back();
}

}  // namespace

TEST_CASE("the command that a record gives for a trial does it again, word for word") {
  const struct {
    std::string subject;
    std::string trial;
    int status;
  } rows[] = {
      {broken_server, negative, 1},
      {broken_server, "jhmp/framing/finish-at-every-offset#header+17", 0},
      {broken_client, refused, 1},
      {reference, "jhmp/pair/request-fin-at-every-offset#prefix+1", 0},
  };
  for (const auto& row : rows) {
    const Folder folder;
    const bool pair = row.trial.starts_with("jhmp/pair/");
    const SuiteRun run =
        run_suite(folder, row.subject, {row.trial, pair ? "--role=pair" : "--jobs=2"});
    REQUIRE(!run.record.at("trials").empty());
    const Json& trial = run.record.at("trials").at(0);
    const std::string command = trial.at("replay");
    INFO(command);
    CHECK(pasted(command).size() == 3);
    const Finished again = wiretrial::tests::wiretrial(pasted(command), folder.path());
    INFO(again.output << again.error);
    CHECK(again.status == row.status);
    CHECK(again.status == run.finished.status);
    CHECK_THAT(again.output, Contains("same as recorded"));
    CHECK_THAT(again.output, Contains(std::string(trial.at("trial"))));
  }
}

TEST_CASE("replay shows what was sent, part by part, what came, and the clause") {
  const Folder folder;
  (void)run_suite(folder, broken_server, {negative});
  const Finished again = replay({folder.path("out/record.json"), negative});
  CHECK_THAT(again.output, Contains("fail " + negative + "@negative-length-answered"));
  CHECK_THAT(again.output, Contains("clause    HDR-7 MUST: `content-length` is"));
  CHECK_THAT(again.output, Contains("expected  a rejection"));
  CHECK_THAT(again.output, Contains("step 1: send, on a, 133 bytes"));
  CHECK_THAT(again.output, Contains("122  content                  abcdefghijk"));
  CHECK_THAT(again.output, Contains("received 166 bytes from offset 0 on a: \\x00\\x7f{"));
  CHECK(last_line(again.output) == "same as recorded");
}

TEST_CASE("a recorded plan is done with another subject, byte for byte, and compared") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, broken_server, {negative});
  const Finished other =
      replay({folder.path("out/record.json"), negative, "--subject", source(reference)});
  INFO(other.output);
  CHECK(other.status == 0);
  CHECK_THAT(other.output, Contains("pass " + negative + "@wiretrial-reference"));
  CHECK_THAT(other.output,
             Contains("with " + negative + "@negative-length-answered: differs from the record"));
  CHECK_THAT(other.output, Contains("was fail"));
  CHECK_THAT(other.output, Contains("is  pass"));
}

TEST_CASE("a scenario file is replayed wherever it lies, an object or an array") {
  const Folder folder;
  const Json all = Json::parse(read_file(source("scenarios/jhmp/header/content-length.json")),
                               nullptr, true, true);
  Json one;
  for (const Json& scenario : all) {
    if (scenario.at("id") == negative) one = scenario;
  }
  REQUIRE(one.is_object());
  for (const Json& content : {one, Json::array({one})}) {
    const std::string file = folder.write("finding.json", content.dump());
    const Finished broken = replay({file, "--subject", source(broken_server)});
    INFO(broken.output << broken.error);
    CHECK(broken.status == 1);
    CHECK_THAT(broken.output, Contains("(not_rejected)"));
    CHECK_THAT(broken.output, Contains("wiretrial replay " + file + " --subject "));
    CHECK(replay({file, "--subject", source(reference)}).status == 0);
    CHECK(run_script(folder, {file, "--subject", source(broken_server)}).status == 1);
    CHECK(run_script(folder, {file, "--subject", source(reference)}).status == 0);
  }
}

TEST_CASE("all trials of a scenario file are replayed, or the one that is named") {
  const std::string file = source("scenarios/jhmp/header/content-length.json");
  const Finished all = replay({file, "--subject", source(broken_server)});
  CHECK(all.status == 1);
  CHECK_THAT(last_line(all.output), Contains(" trials: ") && Contains(" pass, "));
  const Finished one = replay({file, negative, "--subject", source(broken_server)});
  CHECK(one.status == 1);
  CHECK_THAT(one.output, !Contains(" trials: "));
  const Finished script = replay({file, "--script", "--subject", source(broken_server)});
  CHECK(script.status == 2);
  CHECK_THAT(script.error, Contains(" trials and a script is made of one; name it"));
}

TEST_CASE("a script shows the failure of a server, and no failure of one that is right") {
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, broken_server, {negative, "jhmp/framing/finish-at-every-offset#header+17"});
  const std::string record = folder.path("out/record.json");
  const Finished broken = run_script(folder, {record, negative});
  CHECK(broken.status == 1);
  CHECK_THAT(broken.output, Contains("expected: a rejection: no byte"));
  CHECK(last_line(broken.output) == "FAILURE SHOWN");
  const Finished right = run_script(folder, {record, negative, "--subject", source(reference)});
  CHECK(right.status == 0);
  CHECK(last_line(right.output) == "AS EXPECTED: nothing is wrong");
  const Finished member =
      run_script(folder, {record, "jhmp/framing/finish-at-every-offset#header+17"});
  CHECK(member.status == 0);
  CHECK_THAT(member.output, Contains("  a > 19 bytes\n"));
}

TEST_CASE("a script shows the failure of a client, and no failure of one that is right") {
  const Folder folder;
  (void)run_suite(folder, broken_client, {refused});
  const std::string record = folder.path("out/record.json");
  const Finished broken = run_script(folder, {record, refused});
  INFO(broken.output);
  CHECK(broken.status == 1);
  CHECK_THAT(broken.output, Contains("expected: failure, with a message and without a result"));
  CHECK(run_script(folder, {record, refused, "--subject", source(reference)}).status == 0);
}

TEST_CASE("a script takes a server that runs already") {
  const Folder folder;
  (void)run_suite(folder, broken_server, {negative});
  Program server({built("wt-server"), "127.0.0.1", "0"});
  REQUIRE(eventually([&] { return server.output_so_far().ends_with("\n"); }));
  const Json line = Json::parse(server.output_so_far());
  const Finished finished =
      run_script(folder, {folder.path("out/record.json"), negative},
                 {"--address", "127.0.0.1:" + line.at("listening").at("port").dump()});
  INFO(finished.output);
  CHECK(finished.status == 0);
  server.send(SIGTERM);
  CHECK(server.wait().status == 0);
}

TEST_CASE("no script is written for a step that a plain program cannot do") {
  const struct {
    std::string file;
    std::string trial;
    std::string reason;
  } rows[] = {
      {"connection/network.json", "jhmp/connection/network-mtu-small", "network namespace"},
      {"robustness/system-calls.json", "jhmp/robustness/short-receives", "system calls"},
      {"pair/cut.json", "", "proxy between client and server"},
  };
  for (const auto& row : rows) {
    Words words{source("scenarios/jhmp/" + row.file), row.trial, "--script", "--subject",
                source(reference)};
    if (row.trial.empty()) {
      words[1] =
          Json::parse(read_file(words[0]), nullptr, true, true).at(0).at("id").get<std::string>() +
          "#prefix+1";
    }
    const Finished finished = replay(words);
    INFO(row.file << finished.output.substr(0, 200) << finished.error);
    CHECK(finished.status == 2);
    CHECK(finished.output.empty());
    CHECK_THAT(finished.error, Contains("no script for ") && Contains(row.reason));
  }
}

TEST_CASE("what cannot be replayed is told with the remedy") {
  const Folder folder;
  SuiteRun run =
      run_suite(folder, broken_server, {negative, "jhmp/framing/finish-at-every-offset#header+17"});
  const std::string record = folder.path("out/record.json");
  const std::string scenarios = source("scenarios/jhmp/header/content-length.json");
  run.record.at("subjects").at(0).at("file") = "absent.json";
  const std::string moved = folder.write("moved.json", run.record.dump(2));
  run.record.at("version") = 99;
  const std::string newer = folder.write("newer.json", run.record.dump(2));
  const std::string cut = folder.write("cut.json", run.record.dump(2).substr(0, 3000));
  const std::string client = source(broken_client);
  const struct {
    Words words;
    std::string message;
  } rows[] = {
      {{record, "jhmp/header/length-negativ"}, "did you mean \"" + negative + "\"?"},
      {{record, "jhmp/framing/finish-at-every-offset"}, "#header+17@negative-length-answered"},
      {{record}, "is a record; name the trial as well: wiretrial replay "},
      {{folder.path("absent.json"), negative}, "no such scenario file or record"},
      {{folder.path(), negative}, "is a directory"},
      {{newer, negative}, "newer.json: "},
      {{cut, negative}, "cut.json: "},
      {{moved, negative}, "is not at absent.json; name it with --subject FILE"},
      {{record, negative, "--subject", client}, "describes no server, and " + negative},
      {{scenarios, negative, "--subject", client}, "length-negative"},
      {{scenarios}, "--subject is required"},
      {{record, negative, "--subject", client, "--subject", source(reference)},
       "is a trial of one subject"},
      {{folder.write("bad.json", "[{"), "--subject", client}, "bad.json"},
  };
  for (const auto& row : rows) {
    const Finished finished = replay(row.words);
    INFO(row.message << "\n" << finished.output << finished.error);
    CHECK(finished.status == 2);
    CHECK(finished.output.empty());
    CHECK_THAT(finished.error, Contains(row.message));
  }
}
