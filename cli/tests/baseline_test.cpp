// What is known of a subject makes a run green, and never changes an outcome.
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string broken = "cli/fixtures/broken/negative_length_answered.subject.json";
const std::string subject_name = "negative-length-answered";
const std::string failing = "jhmp/header/length-negative";
const std::string passing = "jhmp/header/length-string";

// Two trials: one of them fails.
Words selection(Words more = {}) {
  Words words{failing, passing};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Json entry(const std::string& scenario, const std::string& cause = "not_rejected") {
  return {{"subject", subject_name},
          {"scenario", scenario},
          {"outcome", "fail"},
          {"cause", cause},
          {"reason", "known"}};
}

std::string write(const Folder& folder, const Json& entries) {
  return folder.write("known.json", Json{{"entries", entries}}.dump());
}

SuiteRun run_with(const Folder& folder, const Json& entries, Words words = selection()) {
  words.push_back("--baseline=" + write(folder, entries));
  return run_suite(folder, broken, words);
}

}  // namespace

TEST_CASE("what a run did not find as required is written, and makes the next run green") {
  const Folder folder;
  const std::string file = folder.path("known.json");
  const SuiteRun first = run_suite(folder, broken, selection({"--write-baseline=" + file}));
  CHECK(first.finished.status == 1);
  CHECK_THAT(first.finished.error, Contains(file + ": added " + failing + " of " + subject_name +
                                            ": fail (not_rejected)"));
  CHECK_THAT(first.finished.error, Contains(file + ": 1 entries, 1 added, 0 dropped"));
  CHECK(wiretrial::tests::wiretrial({"check", file}).output == file + ": good\n");
  Json written = Json::parse(read_file(file));
  REQUIRE(written.at("entries").size() == 1);
  CHECK_THAT(std::string(written["entries"][0]["reason"]), Contains("to be written"));

  const SuiteRun second = run_suite(folder, broken, selection({"--baseline=" + file}));
  CHECK(second.finished.status == 0);
  CHECK(verdicts(second.record) == verdicts(first.record));
  CHECK(second.trial(failing + "@" + subject_name).at("baseline").at("pointer") == "/entries/0");
  CHECK_THAT(second.finished.output, Contains("1 of 1 entry used, 1 trial as it says"));
  for (const char* report : {"junit.xml", "report.html", "report.md"}) {
    CHECK_THAT(read_file(folder.path(std::string("out/") + report)), Contains("to be written"));
  }
  CHECK_THAT(read_file(folder.path("out/junit.xml")), Contains("failures=\"0\""));
  const Finished judged = wiretrial::tests::wiretrial({"judge", folder.path("out/record.json")});
  CHECK(judged.status == 0);
}

TEST_CASE("a baseline that is written again keeps what people wrote, and tells what it drops") {
  const Folder folder;
  Json known = entry(failing);
  known["owner"] = "the network team";
  const std::string file = write(folder, {entry(passing), known, entry("jhmp/header/length-null")});
  const SuiteRun run = run_suite(folder, broken, selection({"--write-baseline=" + file}));
  CHECK(run.finished.status == 1);
  CHECK_THAT(run.finished.error,
             Contains(": dropped /entries/0 " + passing + " of " + subject_name +
                      " (fail (not_rejected)): " + passing + "@" + subject_name + " passes now"));
  const Json written = Json::parse(read_file(file));
  REQUIRE(written.at("entries").size() == 2);
  CHECK(written["entries"][0]["owner"] == "the network team");
  CHECK(written["entries"][1]["scenario"] == "jhmp/header/length-null");
}

TEST_CASE("an entry that has become wrong makes the run red, and is named with the remedy") {
  Json expired = entry(failing);
  expired["expires"] = "2020-01-31";
  const struct {
    Json entries;
    std::string line;
  } rows[] = {
      {{entry(failing), entry(passing)}, "/entries/1: stale: " + passing + "@"},
      {{entry(failing, "hang")}, "/entries/0: wrong_cause: " + failing + "@"},
      {{expired},
       "/entries/0: expired: " + failing + " of " + subject_name + " expired after 2020-01-31"},
      {{entry(failing), entry("jhmp/header/absent")},
       "/entries/1: unmatched: jhmp/header/absent of " + subject_name + " fits no trial"},
  };
  for (const auto& row : rows) {
    const Folder folder;
    INFO(row.line);
    const SuiteRun run = run_with(folder, row.entries);
    CHECK(run.finished.status == 1);
    CHECK_THAT(run.finished.output, Contains("baseline: " + folder.path("known.json") + row.line));
    CHECK_THAT(read_file(folder.path("out/junit.xml")), Contains("<testsuite name=\"baseline\""));
  }
}

TEST_CASE("a run of a part leaves the entries of the rest alone") {
  const Folder folder;
  Json foreign = entry("jhmp/header/absent");
  foreign["subject"] = "another";
  const SuiteRun run = run_with(folder, {entry(failing), foreign}, {passing});
  CHECK(run.finished.status == 0);
  CHECK_THAT(run.finished.output, Contains("0 of 2 entries used"));
}

TEST_CASE("an unknown failure is red beside a known one") {
  const Folder folder;
  CHECK(run_with(folder, Json::array()).finished.status == 1);
}

TEST_CASE("a file that is no baseline is told before anything is run") {
  const Folder folder;
  const struct {
    std::string text;
    std::string reason;
  } rows[] = {
      {"{\"entries\": [{\"subject\": \"s\"}]}", ": /entries/0: \"scenario\" is missing\n"},
      {"[", ": line 1, column "},
  };
  for (const auto& row : rows) {
    const std::string file = folder.write("known.json", row.text);
    for (const char* option : {"--baseline", "--write-baseline"}) {
      const Finished finished = wiretrial::tests::wiretrial(
          {"run", "--subject", source(broken), option, file, "--out", folder.path("out")});
      CHECK(finished.status == 2);
      CHECK_THAT(finished.error, Contains(file + row.reason));
      CHECK_FALSE(std::filesystem::exists(folder.path("out")));
      CHECK(read_file(file) == row.text);
    }
  }
  const Finished absent = wiretrial::tests::wiretrial(
      {"run", "--subject", source(broken), "--baseline", folder.path("absent.json")});
  CHECK(absent.status == 2);
  CHECK_THAT(absent.error, Contains("absent.json: cannot read the baseline"));
}
