// Processes that somebody stops (SIGSTOP) in the middle of a run: the subject has a verdict, what
// is ours is named, the other trials are as always, and the run ends, also when it is told to
// meanwhile.
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

// The trial in which the fixtures stop somebody, and others around it.
const std::string freezing = "jhmp/application/client-request-opaque-binary";
const Words ordinary{"jhmp/application/client-smoke-*", "jhmp/application/client-request-opaque-*"};
// The same for trials in a network of their own.
const std::string freezing_isolated = "jhmp/robustness/client-syn-dropped";
const Words isolated{"jhmp/application/client-smoke-*", "jhmp/robustness/client-syn-re*",
                     "jhmp/robustness/client-syn-dropped", "jhmp/robustness/client-syn-host-*"};
// A worker process that says nothing has a while, which the other trials do not wait for.
constexpr std::chrono::seconds frozen_run_limit{180};
// What DESIGN promises, and the time that a loaded machine may take to look.
constexpr std::chrono::seconds interrupted_limit{10};

struct Frozen {
  std::string fixture;
  std::string subject;
  std::string trial;
  Words selection;
  std::string reason;  // of the trial
};

const std::vector<Frozen>& ours() {
  static const std::vector<Frozen> all{
      {"freezes_guard", "stops-its-guard", freezing, ordinary, "the guard process"},
      {"freezes_job", "stops-its-job", freezing_isolated, isolated, "the process of a job"},
      {"freezes_worker", "stops-its-worker-process", freezing_isolated, isolated,
       "the worker process"}};
  return all;
}

// This machine may not let us have a network of our own.
bool is_unsupported(const Json& record, const std::string& trial) {
  for (const Json& each : record.at("trials")) {
    if (each.at("trial") != trial || each.at("outcome") != "unsupported") continue;
    WARN("skipped: " << each.at("reason"));
    return true;
  }
  return false;
}

bool somebody_is_stopped(const std::string& mark) {
  for (const std::string& process : processes_with(mark)) {
    std::ifstream stat("/proc/" + process.substr(0, process.find(' ')) + "/stat");
    std::string line;  // empty of a process that has ended meanwhile
    if (std::getline(stat, line) && line.find(") T ") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a guard or a worker process that is stopped is named, and costs no other trial") {
  for (const Frozen& frozen : ours()) {
    INFO(frozen.fixture);
    const Folder folder;
    const SuiteRun run =
        run_suite(folder, pathological(frozen.fixture), frozen.selection, frozen_run_limit);
    CHECK(run.left_running == Words());
    const std::string name = frozen.trial + "@" + frozen.subject;
    if (is_unsupported(run.record, name)) continue;
    INFO(run.finished.output);
    CHECK(run.finished.status == 3);
    CHECK_THAT(std::string(run.trial(name).at("reason")), Contains(frozen.reason));
    for (const Json& trial : run.record.at("trials")) {
      INFO(trial.at("trial"));
      CHECK(trial.at("outcome") == (trial.at("trial") == name ? "harness_error" : "pass"));
    }
  }
}

TEST_CASE("a subject that is stopped hangs") {
  const Folder folder;
  // Its deadlines are waited out six times.
  Words hasty = ordinary;
  hasty.emplace_back("--deadline-scale=0.2");
  const SuiteRun run = run_suite(folder, pathological("freezes_itself"), hasty, frozen_run_limit);
  CHECK(run.left_running == Words());
  CHECK(run.finished.status == 1);
  const std::string name = freezing + "@stops-itself";
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK(trial.at("outcome") == (trial.at("trial") == name ? "fail" : "pass"));
    if (trial.at("trial") == name) CHECK(trial.at("cause") == "hang");
  }
}

TEST_CASE("a run ends at once when it is told to while somebody is stopped") {
  std::vector<Frozen> all = ours();
  all.push_back({"freezes_itself", "stops-itself", freezing, ordinary, ""});
  for (const Frozen& frozen : all) {
    INFO(frozen.fixture);
    const Folder folder;
    Words words{
        built("wiretrial"), "run", "--subject", source(pathological(frozen.fixture)), "--out",
        folder.path("out")};
    words.insert(words.end(), frozen.selection.begin(), frozen.selection.end());
    Program program(words);
    const bool stopped = eventually([&] {
      return somebody_is_stopped(program.mark()) || processes_with(program.mark()).empty();
    });
    REQUIRE(stopped);
    program.send(SIGTERM);
    const Finished finished = program.wait(interrupted_limit);
    INFO(finished.error);
    CHECK(eventually([&] { return processes_with(program.mark()).empty(); }));
    const Json record = checked_record(folder);
    const std::string name = frozen.trial + "@" + frozen.subject;
    if (is_unsupported(record, name)) continue;
    CHECK(finished.status == 130);
    CHECK(record.at("interrupted") == true);
    for (const Json& trial : record.at("trials")) {
      if (trial.at("trial") != name) continue;
      CHECK(trial.at("outcome") == "not_run");
      CHECK(trial.at("reason") == "interrupted");
    }
  }
}

TEST_CASE("a replay ends at once when it is told to while the guard is stopped") {
  Program program({built("wiretrial"), "replay", source("scenarios/jhmp/application/client.json"),
                   freezing, "--subject", source(pathological("freezes_guard"))});
  REQUIRE(eventually([&] { return somebody_is_stopped(program.mark()); }));
  program.send(SIGTERM);
  CHECK(program.wait(interrupted_limit).status == 130);
  CHECK(eventually([&] { return processes_with(program.mark()).empty(); }));
}

TEST_CASE("fuzzing ends at once when it is told to while somebody is stopped") {
  for (const std::string stopped : {"wt-decode", "wiretrial guard", "wt-server"}) {
    INFO(stopped);
    const Folder folder;
    Program program({built("wiretrial"), "fuzz", "--subject", source(reference), "--role", "server",
                     "--time", "600", "--out", folder.path("out")});
    REQUIRE(eventually([&] {
      for (const std::string& process : processes_with(program.mark())) {
        if (process.find(stopped) == std::string::npos) continue;
        return ::kill(std::stoi(process), SIGSTOP) == 0;
      }
      return false;
    }));
    program.send(SIGINT);
    const Finished finished = program.wait(interrupted_limit);
    INFO(finished.error);
    CHECK(finished.status == 130);
    CHECK(eventually([&] { return processes_with(program.mark()).empty(); }));
  }
}
