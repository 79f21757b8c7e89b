// Programs that go wrong in every way: the verdict names the cause, and nothing stays behind.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string smoke = "jhmp/application/smoke-search";
const std::string client_smoke = "jhmp/application/client-smoke-search";

// Deadlines that are waited out are short here; the programs on trial answer at once or never.
const std::string hasty = "--deadline-scale=0.1";
// For programs that must have started and answered, on a loaded machine as well.
const std::string brisk = "--deadline-scale=0.4";

SuiteRun run_pathological(const std::string& name, const Words& arguments) {
  const Folder folder;
  SuiteRun run = run_suite(folder, pathological(name), arguments);
  CHECK(run.left_running == Words());
  return run;
}

void check_verdict(const SuiteRun& run, const std::string& name, const std::string& outcome,
                   const std::string& cause) {
  const Json& trial = run.trial(name);
  INFO(trial.at("trial") << ": " << trial.at("reason") << trial.at("actual"));
  CHECK(trial.at("outcome") == outcome);
  CHECK(trial.at("cause") == cause);
}

}  // namespace

TEST_CASE("a server that never serves costs one readiness deadline, and the reason is told") {
  const struct {
    std::string fixture;
    Words reasons;
  } rows[] = {
      {"never_listens",
       {"did not listen on 127.", " within ", " s of processor time and is waiting",
        "; --deadline-scale makes the wait longer"}},
      {"dies_at_start", {"it said: cannot start: the configuration is missing"}},
      {"port_taken", {"it said: cannot listen: Address already in use"}},
      {"listens_elsewhere",
       {"did not listen on 127.", "; it listens on 127.0.0.1:",
        " instead: its command must hand {host} and {port} on to it",
        "; it said: serving on 127.0.0.1"}},
      {"goes_to_the_background",
       {"ended with exit status 0 before it listened on 127.",
        "; a process that it started goes on and listens on 127.",
        ": its command must stay in the foreground until the server ends"}},
  };
  for (const auto& row : rows) {
    INFO(row.fixture);
    const SuiteRun run =
        run_pathological(row.fixture, {hasty, "jhmp/application/smoke-*", "requirement:APP-1",
                                       "requirement:APP-2", "jhmp/application/search-*"});
    CHECK(run.finished.status == 1);
    REQUIRE(run.record.at("trials").size() > 2);
    for (const Json& trial : run.record.at("trials")) {
      CHECK(trial.at("outcome") == "not_run");
      CHECK(trial.at("cause") == "not_ready");
      for (const std::string& reason : row.reasons) {
        CHECK_THAT(std::string(trial.at("reason")), Contains(reason));
      }
    }
  }
}

TEST_CASE("a server whose output is never asked for is not frozen by it") {
  const SuiteRun run =
      run_pathological("floods_output", {smoke, "jhmp/application/search-*", "--repeat=2"});
  CHECK(run.finished.status == 0);
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "informational"));
  }
}

TEST_CASE("a server that writes all the time does not hold up the start of a client") {
  const SuiteRun run =
      run_pathological("chatters", {"jhmp/application/search-*", "--repeat=4", "--jobs=1",
                                    "jhmp/application/client-request-*-100000"});
  CHECK(run.finished.status == 0);
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "informational"));
  }
}

TEST_CASE("a server that ignores SIGTERM hangs, which breaks a SHOULD, and is gone in the end") {
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, pathological("ignores_sigterm"),
                {"jhmp/robustness/sigterm-idle", "jhmp/robustness/sigint-idle", "--strict", brisk});
  CHECK(run.left_running == Words());
  check_verdict(run, "jhmp/robustness/sigterm-idle@ignores-sigterm", "non_strict", "hang");
  check_verdict(run, "jhmp/robustness/sigint-idle@ignores-sigterm", "pass", "");
  CHECK(run.finished.status == 1);
  const std::string record = folder.path("out/record.json");
  CHECK(wiretrial::tests::wiretrial({"judge", record, "--strict"}).status == 1);
  CHECK(wiretrial::tests::wiretrial({"judge", record}).status == 0);
}

TEST_CASE("children in a session of their own are ended with their server") {
  const SuiteRun run =
      run_pathological("leaves_children", {smoke, "jhmp/robustness/sigterm-idle", brisk});
  CHECK(run.finished.status == 0);
}

TEST_CASE("a crash is told from a rejection") {
  const SuiteRun run = run_pathological("crashes_on_request",
                                        {smoke, "jhmp/header/length-negative", "--force", brisk});
  CHECK(run.finished.status == 1);
  for (const char* name : {"jhmp/application/smoke-search", "jhmp/header/length-negative"}) {
    check_verdict(run, std::string(name) + "@crashes-on-request", "fail", "crash");
    const Json& trial = run.trial(std::string(name) + "@crashes-on-request");
    CHECK(trial.at("process") == "signal 6");
    CHECK(trial.at("attempts") == 6);
  }
}

TEST_CASE("where no smoke exchange passes, the rest is not run") {
  const SuiteRun run =
      run_pathological("garbage_answer", {smoke, "jhmp/header/length-negative", brisk});
  CHECK(run.finished.status == 1);
  check_verdict(run, smoke + "@garbage-answer", "fail", "malformed_answer");
  check_verdict(run, "jhmp/header/length-negative@garbage-answer", "not_run", "");
  CHECK_THAT(std::string(run.trial("jhmp/header/length-negative@garbage-answer").at("reason")),
             Contains("--force"));
}

TEST_CASE("a client is judged by what it did, whatever it says") {
  const std::string refused = "jhmp/application/client-smoke-refused";
  const struct {
    std::string fixture;
    std::string trial;
    std::string cause;
  } rows[] = {
      {"liar_client", client_smoke + "@liar-client", "wrong_answer"},
      {"liar_client", refused + "@liar-client", "wrong_exit"},
      {"hanging_client", refused + "@hanging-client", "hang"},
      {"crashing_client", client_smoke + "@crashing-client", "crash"},
      {"crashing_client", refused + "@crashing-client", "crash"},
  };
  for (const auto& row : rows) {
    INFO(row.fixture);
    const SuiteRun run = run_pathological(row.fixture, {row.trial, hasty});
    CHECK(run.finished.status == 1);
    check_verdict(run, row.trial, "fail", row.cause);
  }
}
