// Runs plans to verdicts: smoke first, then workers side by side, then failures again in fresh
// subjects.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/exec/worker.hpp"
#include "harness/model/record.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

// The command that performs the plan again.
using ReplayCommand = std::function<std::string(const model::Plan&)>;

// Throws std::runtime_error with the reason when a trial cannot be performed any more.
using Check = std::function<void(const model::Plan&)>;

struct SuiteOptions {
  int jobs = 2;
  bool force = false;  // run everything even when no smoke exchange passes
  ReplayCommand replay_command;
  Check check;                        // before each performance of a plan
  std::vector<model::Plan> before{};  // every trial begins with these, on a fresh subject
  int confirming_runs = 5;            // by so many more a failure is confirmed
  // Longer than anything that a worker does between two turns of its event loop.
  std::chrono::milliseconds longest_standstill{60'000};
};

// Called once for each finished trial, from any worker's thread but never from two at once.
using TrialSink = std::function<void(model::TrialRecord)>;

class Suite {
 public:
  // `surroundings` and `subjects` (by name) outlive the suite. The gate of the surroundings is made
  // here.
  Suite(SuiteOptions options, exec::Surroundings surroundings,
        const std::map<std::string, model::Subject>& subjects, TrialSink sink);

  // Performs and judges every plan. After an interruption what was not performed is handed on as
  // `not_run`, within three or four seconds whatever the workers are at. The trial of a worker that
  // stands still is a `harness_error`. Returns how many processes could not be ended.
  int run(std::vector<model::Plan> plans);

  // A thread that would not end was left to itself: it may still look at all that the suite was
  // given, which then has to stay.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  class Session;
  SuiteOptions options_;
  exec::Surroundings surroundings_;
  const std::map<std::string, model::Subject>& subjects_;
  TrialSink sink_;
  bool gave_up_ = false;
};

}  // namespace wiretrial::cli
