// Programs that take long, to start or to answer, and programs that cannot have a twin: they are
// not starved by their neighbours, and their verdicts are those of a machine with nothing else to
// do.
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

std::string stranger(const std::string& name) {
  return "cli/fixtures/strangers/" + name + ".subject.json";
}

void check_all_pass(const SuiteRun& run) {
  INFO(run.finished.output << run.finished.error);
  CHECK(run.finished.status == 0);
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("cause") << " " << trial.at("reason") << " "
                           << trial.at("actual"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "informational" ||
           trial.at("outcome") == "unsupported"));
    CHECK(trial.at("attempts") <= 1);
  }
}

// Keeps more processors busy than there are, for as long as it lives. Each loop is one process, or
// its end would leave the loop behind; the kernel ends it after ten minutes in any case.
class BusyMachine {
 public:
  BusyMachine() {
    for (int i = 0; i < loops; ++i) {
      loops_.push_back(std::make_unique<Program>(
          std::vector<std::string>{"setsid", "sh", "-c", "ulimit -t 600; while :; do :; done"}));
    }
  }

 private:
  static constexpr int loops = 4;
  std::vector<std::unique_ptr<Program>> loops_;
};

}  // namespace

TEST_CASE("a server whose start costs processor time is never too late for want of a processor") {
  const Folder folder;
  // The readiness deadline is less than twice what one start costs, and each trial in a network of
  // its own starts a server.
  const SuiteRun run = run_suite(
      folder, stranger("slow_start"),
      {"jhmp/connection/network-half-open-*", "jhmp/connection/network-reset-*",
       "jhmp/connection/stall-at-every-offset", "jhmp/application/smoke-search",
       "jhmp/robustness/port-taken-*", "--role=server", "--sweep=sampled", "--deadline-scale=0.1"},
      std::chrono::seconds(300));
  REQUIRE(run.record.at("trials").size() > 5);
  check_all_pass(run);
}

TEST_CASE("a server at work on what it owes neither spins nor hangs, on a busy machine too") {
  const Folder folder;
  const BusyMachine busy;
  const SuiteRun run =
      run_suite(folder, stranger("works_long"),
                {"jhmp/application/smoke-*", "jhmp/content/opaque-*", "--role=server"},
                std::chrono::seconds(600));
  REQUIRE(run.record.at("trials").size() > 5);
  check_all_pass(run);
}

TEST_CASE("of a server that cannot have a twin one runs at a time, and the run says so") {
  const std::vector<std::string> selection{"jhmp/application/*", "jhmp/robustness/sig*",
                                           "--role=server", "--sweep=sampled"};
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, stranger("second_port"), selection, std::chrono::seconds(300));
  REQUIRE(run.record.at("trials").size() > 20);
  check_all_pass(run);
  CHECK_THAT(run.finished.error,
             Contains("second-port: a second server cannot run beside the first (ended with exit "
                      "status 1 before it listened on") &&
                 Contains("cannot listen for metrics on port 8779"));

  Json described = Json::parse(read_file(source(stranger("second_port"))));
  described["copies"] = 1;
  described["server"]["cwd"] = source("cli/fixtures/strangers");
  const Folder other;
  const SuiteRun stated = run_suite(other, other.write("subject.json", described.dump()), selection,
                                    std::chrono::seconds(300));
  check_all_pass(stated);
  CHECK_THAT(stated.finished.error, !Contains("second server"));
}
