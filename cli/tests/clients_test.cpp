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
    if (outcome == "not_run") {
      CHECK_THAT(std::string(trial.at("reason")), Contains("message has no "));
    } else {
      CHECK((outcome == "pass" || outcome == "informational" || outcome == "unsupported"));
    }
  }
  return run;
}

std::string actual_of(const SuiteRun& run, const std::string& trial) {
  return run.trial(trial).at("actual");
}

}  // namespace

TEST_CASE("a client that looks first whether somebody is there has its exchange afterwards") {
  const SuiteRun run =
      check_right("looks_first", {"requirement:APP-10", "requirement:FRM-2", "requirement:FRM-3",
                                  "requirement:CLI-2", "requirement:CLI-3", "requirement:CLI-6",
                                  "requirement:CLI-8", "requirement:CLI-11", "requirement:HDR-17",
                                  "--sweep=sampled"});
  CHECK_THAT(actual_of(run, "jhmp/application/client-smoke-search@looks-first"),
             Contains("further connections of the client: 1 without a byte"));
}

TEST_CASE("a client that tries once more meets the same again") {
  const SuiteRun run = check_right(
      "tries_again",
      {"jhmp/application/client-smoke-*", "jhmp/framing/client-*", "jhmp/header/client-same-*",
       "jhmp/robustness/client-reset-*", "jhmp/robustness/client-closed-*",
       "jhmp/robustness/client-finished-*", "jhmp/robustness/client-timed-out-on-receive",
       "jhmp/robustness/client-broken-pipe", "jhmp/robustness/client-silent",
       "jhmp/robustness/client-answer-*", "jhmp/robustness/client-causes-apart*",
       "--sweep=sampled"});
  CHECK_THAT(actual_of(run, "jhmp/robustness/client-reset-after-request@tries-again"),
             Contains("further connections of the client: 1 that met what the first one met"));
}

TEST_CASE("a client that tries for ever hangs, and its tries are counted") {
  const Folder folder;
  const std::string name = "jhmp/robustness/client-reset-after-request@tries-for-ever";
  const SuiteRun run = run_client(folder, "tries_for_ever", {name, "--deadline-scale=0.4"});
  CHECK(run.finished.status == 1);
  CHECK(run.trial(name).at("outcome") == "fail");
  CHECK(run.trial(name).at("cause") == "hang");
  CHECK_THAT(actual_of(run, name), Contains("8 that met what the first one met"));
}

TEST_CASE("what a client writes besides its result makes no difference") {
  check_right("says_more", {"requirement:APP-10", "requirement:FRM-2", "requirement:FRM-3",
                            "requirement:HDR-17", "requirement:CLI-3", "--sweep=sampled"});
}

TEST_CASE("an exit status that is not 0 is a failure, whatever marks a client has besides") {
  check_right("own_marks", {"requirement:APP-10", "requirement:CLI-1", "requirement:CLI-2",
                            "requirement:CLI-5", "requirement:HDR-17", "requirement:HDR-7"});
}
