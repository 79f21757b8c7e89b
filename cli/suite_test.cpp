// Workers whose threads do not go on: the suite ends without them.
#include "cli/suite.hpp"

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace wiretrial;
using namespace wiretrial::cli;
using model::Outcome;
using std::chrono::milliseconds;

namespace {

const std::string stuck = "stuck";
const std::string last = "last";

model::Subject nobody_to_start() {
  model::Subject subject;
  subject.name = "subject";
  subject.server = model::ServerSubject{{}, "/", "127.0.0.1:9", {}};
  return subject;
}

// All that a thread which was left to itself may look at. It stays, and lets that thread go in the
// end.
struct Scene {
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::atomic<bool> interrupted{false};
  std::atomic<std::uint16_t> next_port{9'500};
  std::map<std::string, model::Subject> subjects{{"subject", nobody_to_start()}};
  std::map<std::string, model::TrialRecord> records;
  std::unique_ptr<Suite> suite;
};

// Performs trials of which one does not go on before it has begun, and the others fail at once.
// The last one of them asks for the end, if that is wished.
Scene& perform(milliseconds longest_standstill, bool interrupts) {
  static std::vector<std::unique_ptr<Scene>> scenes;
  Scene& scene = *scenes.emplace_back(std::make_unique<Scene>());
  SuiteOptions options;
  options.longest_standstill = longest_standstill;
  options.replay_command = [](const model::Plan&) { return std::string(); };
  options.check = [&scene, interrupts](const model::Plan& plan) {
    if (plan.trial == stuck) scene.released.wait();
    if (plan.trial == last && interrupts) scene.interrupted = true;
    throw std::runtime_error("checked");
  };
  exec::Surroundings surroundings;
  surroundings.guard_program = std::string(WIRETRIAL_BIN_DIR) + "/wiretrial";
  surroundings.interrupted = &scene.interrupted;
  surroundings.next_port = &scene.next_port;
  std::vector<model::Plan> plans;
  for (const std::string& trial : {stuck, std::string("another"), std::string("third"), last}) {
    model::Plan& plan = plans.emplace_back();
    plan.trial = trial;
    plan.subject = "subject";
  }
  scene.suite = std::make_unique<Suite>(options, surroundings, scene.subjects,
                                        [&scene](model::TrialRecord record) {
                                          const std::string trial = record.plan.trial;
                                          CHECK_FALSE(scene.records.contains(trial));
                                          scene.records[trial] = std::move(record);
                                        });
  CHECK(scene.suite->run(std::move(plans)) == 0);
  scene.release.set_value();
  return scene;
}

}  // namespace

TEST_CASE("the trial of a worker that stands still is a failure of ours, and costs no other") {
  const Scene& scene = perform(milliseconds(2000), false);
  CHECK(scene.suite->gave_up());
  REQUIRE(scene.records.size() == 4);
  for (const auto& [trial, record] : scene.records) {
    INFO(trial);
    CHECK(record.verdict.outcome == Outcome::harness_error);
    CHECK(record.verdict.reason ==
          (trial == stuck ? "its worker has stood still for 2000 ms" : "checked"));
  }
}

TEST_CASE("an interruption does not wait for a worker that stands still") {
  const Scene& scene = perform(std::chrono::hours(1), true);
  CHECK(scene.suite->gave_up());
  REQUIRE(scene.records.size() == 4);
  CHECK(scene.records.at(stuck).verdict.outcome == Outcome::not_run);
  CHECK(scene.records.at(stuck).verdict.reason == "interrupted");
  CHECK(scene.records.at("another").verdict.reason == "checked");
}
