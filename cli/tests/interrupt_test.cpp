// Ends that nobody planned: what was finished is kept, and no process outlives the program.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

// Long before the whole suite can be through, and time enough for a guard to end its subjects.
constexpr std::chrono::seconds clearing_limit{15};
constexpr std::ptrdiff_t first_trials = 5;

std::ptrdiff_t finished_trials(const Folder& folder) {
  const std::string lines = read_file(folder.path("out/record.jsonl"));
  return std::count(lines.begin(), lines.end(), '\n') - 1;  // the head
}

Words whole_suite(const Folder& folder, const std::string& subject) {
  return {built("wiretrial"), "run",    "--subject", source(subject), "--out",
          folder.path("out"), "--seed", "1",         "--jobs",        "2"};
}

void wait_for_first_trials(const Folder& folder) {
  REQUIRE(eventually([&] { return finished_trials(folder) >= first_trials; }));
}

std::size_t with_reason(const Json& record, const std::string& reason) {
  const Json& trials = record.at("trials");
  return static_cast<std::size_t>(
      std::count_if(trials.begin(), trials.end(),
                    [&](const Json& trial) { return trial.at("reason") == reason; }));
}

}  // namespace

TEST_CASE("Ctrl-C ends the run, and what was finished is in every report") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Folder folder;
    Program program(whole_suite(folder, reference));
    wait_for_first_trials(folder);
    const auto finished_before = static_cast<std::size_t>(finished_trials(folder));
    program.send(signal);
    const Finished finished = program.wait();
    CHECK(finished.status == 130);
    CHECK(processes_with(program.mark()) == Words());
    const Json record = checked_record(folder);
    CHECK(record.at("interrupted") == true);
    const std::size_t not_run = with_reason(record, "interrupted");
    CHECK(not_run > 0);
    CHECK(record.at("trials").size() - not_run >= finished_before);
    for (const Json& trial : record.at("trials")) CHECK(trial.at("outcome") != "harness_error");
  }
}

TEST_CASE("Ctrl-C in the smoke exchanges ends the run too") {
  const Folder folder;
  Program program(whole_suite(folder, pathological("never_listens")));
  REQUIRE(eventually([&] { return processes_with(program.mark()).size() >= 3; }));
  program.send(SIGINT);
  CHECK(program.wait().status == 130);
  CHECK(processes_with(program.mark()) == Words());
  CHECK(checked_record(folder).at("interrupted") == true);
}

TEST_CASE("when the program is killed, its guards and all subjects end") {
  const Folder folder;
  std::filesystem::create_directory(folder.path("out"));
  folder.write("out/record.json", "of an earlier run");
  // A server with children in sessions of their own: nothing but the guard knows them.
  Program program(whole_suite(folder, pathological("leaves_children")));
  wait_for_first_trials(folder);
  CHECK(processes_with(program.mark()).size() >= 3);
  program.send(SIGKILL);
  CHECK(program.wait().status == 128 + SIGKILL);
  CHECK(eventually([&] { return processes_with(program.mark()).empty(); }, clearing_limit));
  CHECK(processes_with(program.mark()) == Words());
  CHECK(finished_trials(folder) >= first_trials);
  CHECK_FALSE(std::filesystem::exists(folder.path("out/record.json")));
}
