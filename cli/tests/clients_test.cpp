// Clients that do more than their exchange: they look first whether somebody is there, try again,
// write more than their result, or have marks of their own for how it went.
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

SuiteRun run_client(const Folder& folder, const std::string& name, const Words& arguments) {
  return run_suite(folder, "cli/fixtures/clients/" + name + ".subject.json", arguments);
}

// None of the trials is failed, not even once.
SuiteRun check_right(const std::string& name, const Words& arguments) {
  const Folder folder;
  SuiteRun run = run_client(folder, name, arguments);
  CHECK(run.finished.status == 0);
  CHECK(run.left_running == Words());
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("expected") << "; " << trial.at("actual"));
    const std::string outcome = trial.at("outcome");
    CHECK((outcome == "pass" || outcome == "informational" || outcome == "unsupported"));
  }
  return run;
}

}  // namespace

TEST_CASE("what a client writes besides its result makes no difference") {
  check_right("says_more", {"jhmp/application/client-*", "requirement:FRM-2", "requirement:FRM-3",
                            "requirement:HDR-17", "requirement:CLI-3", "--sweep=sampled"});
}

TEST_CASE("an exit status that is not 0 is a failure, whatever marks a client has besides") {
  check_right("own_marks",
              {"jhmp/application/client-smoke-*", "requirement:CLI-1", "requirement:CLI-2",
               "requirement:CLI-5", "requirement:HDR-17", "requirement:HDR-7"});
}
