// Servers that are several processes, that stand behind another program, or that keep descriptors
// of every kind: wrong ones are found out, and right ones are not blamed for what they are.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

// Hundreds of exchanges, and restarts of a program that starts slowly, on a loaded machine.
constexpr std::chrono::seconds time_limit{300};

SuiteRun run_processes(const std::string& name, const Words& arguments) {
  const Folder folder;
  SuiteRun run =
      run_suite(folder, "cli/fixtures/processes/" + name + ".subject.json", arguments, time_limit);
  CHECK(run.left_running == Words());
  return run;
}

void check_all_pass(const SuiteRun& run) {
  CHECK(run.finished.status == 0);
  REQUIRE_FALSE(run.record.at("trials").empty());
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("reason") << trial.at("actual"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "informational"));
    CHECK(trial.at("attempts") == 1);
  }
}

// What the kernel says of a process that its parent has been told of already, since Linux 6.15.
bool kernel_tells_every_end(const Json& record) {
  const bool unknown = record.dump().find(R"("detail":"unknown","figures")") != std::string::npos;
  if (unknown) WARN("skipped: this kernel does not tell how every process ended");
  return !unknown;
}

// Every trial whose header is no UTF-8 is a crash, and no other.
void check_crashes(const std::string& fixture, const std::string& who) {
  INFO(fixture);
  const SuiteRun run = run_processes(fixture, {"jhmp/header/utf-8-*", "--role=server"});
  if (!kernel_tells_every_end(run.record)) return;
  CHECK(run.finished.status == 1);
  std::size_t failed = 0;
  for (const Json& trial : run.record.at("trials")) {
    const std::string name = trial.at("scenario");
    INFO(name << ": " << trial.at("reason") << trial.at("actual"));
    if (name.find("-valid-") != std::string::npos) {
      CHECK(trial.at("outcome") == "pass");
      continue;
    }
    ++failed;
    CHECK(trial.at("outcome") == "fail");
    CHECK(trial.at("cause") == "crash");
    CHECK_THAT(std::string(trial.at("actual")), Contains(who));
    CHECK(trial.at("process") == "alive");
  }
  CHECK(failed >= 12);
}

}  // namespace

TEST_CASE("a worker that dies is a crash, although its master lives and starts another") {
  check_crashes("worker_killed", "a worker of its master: signal 11");
  check_crashes("worker_exits", "a worker of its master: exited 7");
}

TEST_CASE("a process that dies of the one connection that it serves is a crash") {
  check_crashes("child_killed", "a process that it had started: signal 11");
}

TEST_CASE("several processes are right when they do what one would") {
  for (const std::string fixture : {"workers", "child_for_each"}) {
    INFO(fixture);
    check_all_pass(run_processes(
        fixture, {"requirement:HDR-1", "requirement:SRV-1", "requirement:SRV-3",
                  "requirement:SRV-5", "requirement:SRV-7", "--role=server", "--sweep=sampled"}));
  }
}

TEST_CASE("a program that hands on no signal fails for that alone, and is told who listens") {
  const SuiteRun run = run_processes(
      "wrapper", {"requirement:SRV-5", "requirement:SRV-7", "--role=server", "--strict"});
  std::size_t blamed = 0;
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("reason") << trial.at("actual"));
    if (trial.at("requirement") != "SRV-7") {
      CHECK(trial.at("outcome") == "pass");
      continue;
    }
    ++blamed;
    CHECK(trial.at("outcome") == "non_strict");
    CHECK(trial.at("cause") == "hang");
    if (std::string(trial.at("actual")) == "the process was still running at the deadline")
      continue;
    CHECK_THAT(std::string(trial.at("actual")), Contains("but process "));
    CHECK_THAT(std::string(trial.at("actual")), Contains("../broken/correct.py 127."));
    CHECK_THAT(std::string(trial.at("actual")), Contains("), its child, goes on listening"));
  }
  CHECK(blamed >= 7);
}

TEST_CASE("a server whose helper keeps its port cannot be started again, and is told who has it") {
  const SuiteRun run =
      run_processes("keeps_port", {"jhmp/robustness/restart-after-sigterm", "--strict"});
  const Json& trial = run.trial("jhmp/robustness/restart-after-sigterm@keeps-port");
  CHECK(trial.at("outcome") == "fail");
  CHECK(trial.at("cause") == "not_ready");
  CHECK_THAT(std::string(trial.at("actual")),
             Contains("(sleep 600), its child, goes on listening"));
}

TEST_CASE("descriptors that are no sockets leak too") {
  const SuiteRun run = run_processes("keeps_pipes", {"requirement:SRV-3"});
  CHECK(run.record.at("trials").size() >= 20);
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("reason") << trial.at("actual"));
    CHECK(trial.at("outcome") == "fail");
    CHECK(trial.at("cause") == "leak");
    CHECK_THAT(std::string(trial.at("actual")), Contains("00 more at the deadline"));
  }
}

TEST_CASE("what is opened once, when it is needed, is no leak") {
  check_all_pass(run_processes("opens_when_needed", {"requirement:SRV-3"}));
}
