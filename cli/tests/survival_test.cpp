// What a run leaves when something goes wrong with the harness itself: status 3, and a record that
// can be read.
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

// A description of a copy of the Python server, so that it can be taken away.
std::string copied_subject(const Folder& folder) {
  std::filesystem::copy(source("cli/fixtures/broken"), folder.path("subject"),
                        std::filesystem::copy_options::recursive);
  return folder.path("subject/correct.subject.json");
}

// The lines of record.jsonl as a record, by way of the program itself.
Json reported(const Folder& folder, const std::string& lines) {
  const Finished report =
      wiretrial::tests::wiretrial({"report", lines, "--html", folder.path("late.html")});
  INFO(report.error);
  CHECK(report.status == 0);
  CHECK(read_file(folder.path("late.html")).ends_with("</html>\n"));
  Json trials = Json::array();
  const std::string text = read_file(lines);
  std::size_t begin = text.find('\n') + 1;
  for (std::size_t end = text.find('\n', begin); end != std::string::npos;
       begin = end + 1, end = text.find('\n', begin)) {
    trials.push_back(Json::parse(text.substr(begin, end - begin)));
  }
  return trials;
}

}  // namespace

TEST_CASE("a full disk ends the run, and what was written before can be reported on") {
  const Folder folder;
  Program probe({"unshare", "--user", "--map-root-user", "--mount", "true"});
  if (probe.wait().status != 0) {
    WARN("skipped: no file system of one's own here");
    return;
  }
  const std::string small = folder.path("small");
  std::filesystem::create_directories(small);
  // A file system of its own, which is gone with the last process in it: so its files are copied.
  const std::string script = "mount -t tmpfs -o size=600k none " + small + " && { " +
                             built("wiretrial") + " run --role server --subject " +
                             source(reference) + " --out " + small + "/out; status=$?; cp " +
                             small + "/out/record.jsonl " + folder.path("record.jsonl") + "; ls " +
                             small + "/out; exit $status; }";
  Program program({"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script});
  const Finished finished = program.wait();
  INFO(finished.error);
  CHECK(finished.status == 3);
  CHECK(finished.error.find("cannot be written: No space left on device") != std::string::npos);
  CHECK(finished.error.find("make room, then `wiretrial report ") != std::string::npos);
  CHECK(finished.output.find("record.json\n") == std::string::npos);  // none that is cut short
  CHECK(reported(folder, folder.path("record.jsonl")).size() > 5);
  CHECK(processes_with(program.mark()).empty());
}

TEST_CASE("with few descriptors there are fewer workers, and the verdicts are the same") {
  const Folder folder;
  const Words run{built("wiretrial"), "run",   "--role=server",    "--subject",
                  source(reference),  "--out", folder.path("out"), "jhmp/header/length-*"};
  Words words{"prlimit", "--nofile=90:90"};
  words.insert(words.end(), run.begin(), run.end());
  Program program(words);
  const Finished finished = program.wait();
  INFO(finished.error);
  CHECK(finished.status == 0);
  CHECK(finished.error.find("going on with ") != std::string::npos);
  CHECK(finished.error.find("ulimit -Hn") != std::string::npos);
  const Json record = checked_record(folder);
  for (const Json& trial : record.at("trials")) CHECK(trial.at("outcome") == "pass");
}

TEST_CASE("without descriptors for a single worker the run ends with the reason") {
  const Folder folder;
  Program program({"prlimit", "--nofile=9:9", built("wiretrial"), "run", "--subject",
                   source(reference), "--out", folder.path("out"), "jhmp/header/length-*"});
  const Finished finished = program.wait();
  INFO(finished.error);
  CHECK(finished.status == 3);
  CHECK(finished.error.find("Too many open files") != std::string::npos);
}

TEST_CASE("a subject whose file vanishes is not blamed, and the record says what is missing") {
  const Folder folder;
  const std::string description = copied_subject(folder);
  Program program({built("wiretrial"), "run", "--role=server", "--jobs=1", "--subject", description,
                   "--out", folder.path("out")});
  REQUIRE(eventually([&] {
    const std::string lines = read_file(folder.path("out/record.jsonl"));
    return std::count(lines.begin(), lines.end(), '\n') > 10;
  }));
  std::filesystem::remove(folder.path("subject/correct.py"));
  const Finished finished = program.wait();
  INFO(finished.output);
  CHECK(finished.status == 3);
  std::size_t errors = 0;
  const Json record = checked_record(folder);
  for (const Json& trial : record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK(trial.at("outcome") != "fail");
    CHECK(trial.at("outcome") != "flaky");
    if (trial.at("outcome") != "harness_error") continue;
    ++errors;
    CHECK(trial.at("reason").get<std::string>().find("correct.py has gone") != std::string::npos);
  }
  CHECK(errors > 0);
}

TEST_CASE("a run that was killed leaves lines that can be reported on") {
  const Folder folder;
  Program program({built("wiretrial"), "run", "--role=server", "--subject", source(reference),
                   "--out", folder.path("out")});
  const std::string lines = folder.path("out/record.jsonl");
  REQUIRE(eventually([&] {
    const std::string text = read_file(lines);
    return std::count(text.begin(), text.end(), '\n') > 20;
  }));
  program.send(SIGKILL);
  (void)program.wait();
  CHECK(reported(folder, lines).size() > 5);
  CHECK(eventually([&] { return processes_with(program.mark()).empty(); }));
}
