// Servers that are wrong about short or interrupted system calls are found by CON-9's scenarios,
// and by those alone that show the mistake.
#include <map>
#include <string>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

// "outcome cause" of every scenario of CON-9 that is not passed.
std::map<std::string, std::string> findings(const std::string& fixture) {
  const Folder folder;
  const SuiteRun run = run_suite(folder, "cli/fixtures/broken/" + fixture + ".subject.json",
                                 {"requirement:CON-9", "role:server", "--seed", "1"});
  CHECK(run.left_running.empty());
  std::map<std::string, std::string> found;
  for (const Json& trial : run.record.at("trials")) {
    if (trial.at("outcome") == "pass") continue;
    const std::string scenario = trial.at("scenario");
    found[scenario.substr(scenario.rfind('/') + 1)] =
        std::string(trial.at("outcome")) + " " + std::string(trial.at("cause"));
  }
  return found;
}

}  // namespace

TEST_CASE("a server that ignores what send() returns fails CON-9 where sends are short") {
  const auto found = findings("ignores_short_sends");
  REQUIRE(found.contains("short-sends"));
  CHECK(found.at("short-sends") == "non_strict no_answer");
  CHECK(found.contains("short-sends-and-receives"));
  CHECK(found.contains("short-by-three"));
  CHECK_FALSE(found.contains("short-receives"));
  CHECK_FALSE(found.contains("interrupted-receives"));
  CHECK_FALSE(found.contains("signal-storm"));
}

TEST_CASE("a server that gives up when it is interrupted fails CON-9 where receives are") {
  const auto found = findings("gives_up_when_interrupted");
  REQUIRE(found.contains("interrupted-receives"));
  CHECK(found.at("interrupted-receives") == "non_strict no_answer");
  CHECK_FALSE(found.contains("short-sends"));
  CHECK_FALSE(found.contains("short-receives"));
  CHECK_FALSE(found.contains("interrupted-accept"));
}
