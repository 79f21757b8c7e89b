// What works without a subject: help, version, list, explain, check.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

const std::string commands[] = {"run",    "fuzz",  "replay", "list",  "check", "explain",
                                "report", "judge", "prove",  "merge", "diff",  "init"};

// Every option that an example of the help uses is in that help.
void check_examples(const std::string& help) {
  const std::string options = help.substr(0, help.find("\nExample"));
  for (const std::string& line : lines_of(help)) {
    if (!line.starts_with("  wiretrial ")) continue;
    for (const std::string& word : words_of(line.substr(2))) {
      if (!word.starts_with("-")) continue;
      INFO(line);
      CHECK_THAT(options, Contains(word + " ") || Contains(word + ","));
    }
  }
}

Finished succeed(const std::vector<std::string>& arguments) {
  Finished finished = wiretrial::tests::wiretrial(arguments, source(""));
  CHECK(finished.error.empty());
  CHECK(finished.status == 0);
  return finished;
}

}  // namespace

TEST_CASE("help names every command, and each has an example of its own") {
  const Finished whole = succeed({"--help"});
  CHECK_THAT(whole.output, Contains("Example:\n  wiretrial run --subject "));
  for (const std::string& command : commands) {
    CHECK_THAT(whole.output, Contains("\n  " + command + " "));
    const Finished help = succeed({command, "--help"});
    CHECK_THAT(help.output, Contains("Example"));
    CHECK_THAT(help.output, Contains("\n  wiretrial " + command + " "));
    check_examples(help.output);
  }
}

TEST_CASE("help does not name what the program starts by itself") {
  CHECK_THAT(succeed({"--help"}).output, !Contains("guard"));
}

TEST_CASE("the version is one line") {
  const Finished version = succeed({"--version"});
  CHECK(std::count(version.output.begin(), version.output.end(), '\n') == 1);
  CHECK(version.output.find_first_not_of("0123456789.\n") == std::string::npos);
}

TEST_CASE("the list as JSON has the scenarios of the list as text") {
  const std::vector<std::string> selection{"requirement:HDR-7", "role:server"};
  const Finished text = succeed({"list", selection[0], selection[1]});
  const Json all = Json::parse(succeed({"list", "--json", selection[0], selection[1]}).output);
  const auto lines = std::count(text.output.begin(), text.output.end(), '\n');
  REQUIRE(all.size() == static_cast<std::size_t>(lines));
  REQUIRE(!all.empty());
  for (const Json& scenario : all) {
    CHECK(scenario.at("requirement") == "HDR-7");
    CHECK(scenario.at("role") == "server");
    CHECK(scenario.at("level") == "MUST");
    CHECK_THAT(text.output, Contains(std::string(scenario.at("id")) + " "));
    CHECK_THAT(text.output, Contains(std::string(scenario.at("title"))));
  }
}

TEST_CASE("a clause is explained with the scenarios that judge it") {
  const Finished clause = succeed({"explain", "HDR-7"});
  CHECK_THAT(clause.output, Contains("HDR-7 (MUST, binds servers and clients)"));
  CHECK_THAT(clause.output, Contains("jhmp/header/length-negative (server)"));
}

TEST_CASE("a scenario is explained with its clause, its steps and the command that runs it") {
  for (const char* name : {"jhmp/header/length-negative", "jhmp/header/length-negative#header+1"}) {
    const Finished scenario = succeed({"explain", name});
    CHECK_THAT(scenario.output, Contains("Judges HDR-7 (MUST)"));
    CHECK_THAT(scenario.output, Contains("\"connect\""));
    CHECK_THAT(scenario.output, Contains("wiretrial run jhmp/header/length-negative --subject"));
  }
}

TEST_CASE("check says which files are good, whatever they hold, and goes on after a bad one") {
  const std::string scenarios = "scenarios/jhmp/header/content-length.json";
  const std::string mutants = "impl/mutants/mutants.json";
  CHECK(succeed({"check", reference, scenarios, mutants}).output ==
        reference + ": good\n" + scenarios + ": good\n" + mutants + ": good\n");
  const Finished mixed =
      wiretrial::tests::wiretrial({"check", "absent.json", scenarios}, source(""));
  CHECK(mixed.status == 2);
  CHECK(mixed.output == scenarios + ": good\n");
}

TEST_CASE("every description that comes along is good") {
  for (const char* folder : {"cli/fixtures/broken", "cli/fixtures/pathological"}) {
    std::vector<std::string> words{"check"};
    for (const auto& entry : std::filesystem::directory_iterator(source(folder))) {
      if (entry.path().extension() == ".json") words.push_back(entry.path().string());
    }
    REQUIRE(words.size() > 2);
    succeed(words);
  }
}
