// What CI systems are given: JUnit that fits the usual schema, annotations and summaries, and the
// files to include in a pipeline, whose scripts are run here.
#include <cstdlib>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Words = std::vector<std::string>;

Finished run_program(const Words& words, const std::string& directory) {
  Program program(words, directory);
  return program.wait();
}

Finished validate(const std::string& file) {
  return run_program({"/usr/bin/xmllint", "--noout", "--schema", source("reports/junit.xsd"), file},
                     "/tmp");
}

// A YAML file as JSON.
Json yaml(const std::string& file) {
  const Finished finished =
      run_program({"/usr/bin/python3", "-c",
                   "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))",
                   source(file)},
                  "/tmp");
  INFO(finished.error);
  REQUIRE(finished.status == 0);
  return Json::parse(finished.output);
}

// Runs a script as GitHub and GitLab do, with these variables.
Finished run_script(const Folder& folder, const std::string& script, const Words& variables) {
  folder.write("script.sh", script);
  Words words{"/usr/bin/env"};
  words.insert(words.end(), variables.begin(), variables.end());
  words.insert(words.end(), {"/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "script.sh"});
  return run_program(words, folder.path());
}

const Words smoke{"jhmp/application/smoke-*", "role:server", "--seed=7"};

}  // namespace

TEST_CASE("JUnit fits the schema that CI systems expect, with every outcome and in a real run") {
  const Folder folder;
  const Finished every = validate(source("reports/approved/junit.xml"));
  INFO(every.error);
  CHECK(every.status == 0);
  const SuiteRun run = run_suite(
      folder, pathological("crashes_on_request"),
      {"jhmp/application/smoke-*", "jhmp/content/accepted-*", "--deadline-scale=0.5"});
  CHECK(run.finished.status == 1);
  const Finished real = validate(folder.path("out/junit.xml"));
  INFO(real.error);
  CHECK(real.status == 0);
}

TEST_CASE("the schema refuses what CI systems would not read") {
  const Folder folder;
  const std::string right =
      R"(<testsuites><testsuite name="a" tests="1"><testcase name="b" classname="c" time="0.125">)"
      R"(<failure message="d"/><system-out>e</system-out></testcase></testsuite></testsuites>)";
  CHECK(validate(folder.write("right.xml", right)).status == 0);
  const struct {
    std::string part;
    std::string replacement;
  } rows[] = {
      {"classname=\"c\"", ""},
      {"0.125", "0.1255"},
      {"0.125", "-1"},
      {"tests=\"1\"", ""},
      {"tests=\"1\"", "tests=\"-1\""},
      {"<failure message=\"d\"/>", "<failure/><error/>"},
      {"<failure message=\"d\"/>", "<properties><property name=\"x\" value=\"y\"/></properties>"},
      {"<failure message=\"d\"/><system-out>e</system-out>", "<system-out/><failure/>"},
      {"<testsuites>", "<testsuites skipped=\"0\">"},
      {"<failure", "<flaky/><failure"},
  };
  for (const auto& row : rows) {
    std::string wrong = right;
    wrong.replace(wrong.find(row.part), row.part.size(), row.replacement);
    INFO(wrong);
    CHECK(validate(folder.write("wrong.xml", wrong)).status == 3);
  }
}

TEST_CASE(
    "a workflow of GitHub has annotations and a summary when asked, and not because it is one") {
  const Folder folder;
  Words words{"/usr/bin/env",
              "GITHUB_ACTIONS=true",
              "GITHUB_STEP_SUMMARY=" + folder.path("summary.md"),
              built("wiretrial"),
              "run",
              "--subject",
              source(pathological("crashes_on_request")),
              "--deadline-scale=0.5",
              "--out",
              folder.path("out")};
  words.insert(words.end(), smoke.begin(), smoke.end());
  const Finished plain = run_program(words, folder.path());
  CHECK(plain.status == 1);
  CHECK_THAT(plain.output, !Contains("::error"));
  CHECK_FALSE(std::filesystem::exists(folder.path("summary.md")));
  words.emplace_back("--github");
  const Finished asked = run_program(words, folder.path());
  CHECK(asked.status == 1);
  CHECK_THAT(asked.output, Contains("\n::error title=fail jhmp/application/smoke-"));
  const std::string page = read_file(folder.path("out/report.md"));
  CHECK(read_file(folder.path("summary.md")) == page + "\n");
  const Finished again =
      run_program({"/usr/bin/env", "GITHUB_STEP_SUMMARY=" + folder.path("summary.md"),
                   built("wiretrial"), "report", folder.path("out/record.json"), "--github"},
                  folder.path());
  CHECK(again.status == 0);
  CHECK_THAT(again.output, StartsWith("::error title=fail "));
  CHECK_THAT(asked.output, Contains(again.output));
  CHECK(read_file(folder.path("summary.md")) == page + "\n" + page + "\n");
  const Finished lost =
      run_program({"/usr/bin/env", "GITHUB_STEP_SUMMARY=" + folder.path("absent/summary.md"),
                   built("wiretrial"), "report", folder.path("out/record.json"), "--github"},
                  folder.path());
  CHECK(lost.status == 2);
  CHECK(lost.error ==
        folder.path("absent/summary.md") + ": cannot be written (GITHUB_STEP_SUMMARY)\n");
}

TEST_CASE("report writes a badge") {
  const Folder folder;
  CHECK(run_suite(folder, reference, smoke).finished.status == 0);
  CHECK(wiretrial::tests::wiretrial(
            {"report", folder.path("out/record.json"), "--badge", folder.path("badge.svg")})
            .status == 0);
  CHECK(run_program({"/usr/bin/xmllint", "--noout", folder.path("badge.svg")}, "/tmp").status == 0);
  CHECK_THAT(read_file(folder.path("badge.svg")), Contains(">3 passed</text>"));
}

TEST_CASE("the action's scripts run, and no input reaches their text") {
  const Folder folder;
  const Json action = yaml("action.yml");
  const Json& steps = action.at("runs").at("steps");
  REQUIRE(steps.size() == 2);
  for (const Json& step : steps) {
    CHECK(step.at("shell") == "bash");
    CHECK_THAT(std::string(step.at("run")), !Contains("${{"));
  }
  // The first builds, which is what made the program of this test.
  const std::string recipe = steps.at(0).at("run");
  CHECK(recipe == "cd \"$GITHUB_ACTION_PATH\"\n./justw build\n");
  CHECK_THAT(read_file(source("Justfile")), Contains("\nbuild preset=\"release\": "));
  std::filesystem::create_directories(folder.path("action/build/release/bin"));
  std::filesystem::create_symlink(built("wiretrial"),
                                  folder.path("action/build/release/bin/wiretrial"));
  const Words inputs{"GITHUB_ACTION_PATH=" + folder.path("action"),
                     "GITHUB_STEP_SUMMARY=" + folder.path("summary.md"),
                     "WIRETRIAL_ARGUMENTS=jhmp/application/smoke-*\n\nrole:server\n--seed=7",
                     "WIRETRIAL_OUT=out of $(touch created)"};
  Words good = inputs;
  good.push_back("WIRETRIAL_SUBJECT=" + source(reference));
  const Finished passed = run_script(folder, steps.at(1).at("run"), good);
  INFO(passed.output << passed.error);
  CHECK(passed.status == 0);
  CHECK(std::filesystem::exists(folder.path("out of $(touch created)/junit.xml")));
  CHECK_FALSE(std::filesystem::exists(folder.path("created")));
  CHECK_THAT(read_file(folder.path("summary.md")), Contains("No failure in 3 trials"));
  Words bad = inputs;
  bad.push_back("WIRETRIAL_SUBJECT=" + source(pathological("crashes_on_request")));
  const Finished failed = run_script(folder, steps.at(1).at("run"), bad);
  CHECK(failed.status == 1);
  CHECK_THAT(failed.output, Contains("::error title="));
}

TEST_CASE("the jobs of the GitLab template run, and their record is that of the whole") {
  const Folder folder;
  const Json pipeline = yaml("docs/ci/wiretrial.gitlab-ci.yml");
  const auto script = [&](const std::string& job) {
    std::string text;
    for (const Json& line : pipeline.at(job).at("script")) text += std::string(line) + "\n";
    return text;
  };
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  const std::string path = std::getenv("PATH");
  const std::string bin = built("wiretrial").substr(0, built("wiretrial").rfind('/'));
  Words variables{"PATH=" + bin + ":" + path, "WIRETRIAL_SUBJECT=" + source(reference),
                  "CI_PIPELINE_ID=1234567",
                  "CI_NODE_TOTAL=" + pipeline.at("wiretrial").at("parallel").dump(),
                  "CI_NODE_INDEX=1"};
  // A part of the suite will do.
  std::string run = script("wiretrial");
  const std::string command = "wiretrial run";
  REQUIRE_THAT(run, StartsWith(command));
  run.insert(command.size(), " 'jhmp/application/smoke-*' role:server");
  for (const char* index : {"1", "2"}) {
    variables.back() = std::string("CI_NODE_INDEX=") + index;
    const Finished part = run_script(folder, run, variables);
    INFO(part.output << part.error);
    CHECK(part.status == 0);
  }
  const Finished merged = run_script(folder, script("wiretrial-report"), variables);
  INFO(merged.output << merged.error);
  CHECK(merged.status == 0);
  CHECK(Json::parse(read_file(folder.path("wiretrial/record.json"))).at("trials").size() == 3);
  CHECK(validate(folder.path(pipeline.at("wiretrial-report")
                                 .at("artifacts")
                                 .at("reports")
                                 .at("junit")
                                 .get<std::string>()))
            .status == 0);
}
