// Planning trials and performing them, for every command that does: what the machine offers,
// processors and interruptions.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "cli/ground.hpp"
#include "cli/suite.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/subject.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::cli {

struct PerformanceOptions {
  int jobs = 0;  // 0: one for each processor
  double deadline_scale = 1.0;
  bool force = false;
  bool wait_for_debugger = false;     // one job
  std::vector<model::Plan> before{};  // every trial begins with these, on a fresh subject
  int confirming_runs = 5;            // by so many more a failure is confirmed
};

// What the machine has to say before the first trial.
struct Pace {
  int jobs = 1;
  double calibration = 1.0;
};

// From the first call on Ctrl-C and SIGTERM ask the workers to stop; a second one ends the program
// as usual.
void catch_interrupts();

// Whether that was asked for; true from then on.
[[nodiscard]] const std::atomic<bool>& interrupt_wish();

// Asks the workers to stop, as Ctrl-C does: for when nothing that is learned can be kept.
void stop_performing();

// This program, for its hidden subcommands.
[[nodiscard]] std::string own_path();

// "Linux 6.1.0 x86_64": as records name it.
[[nodiscard]] std::string operating_system();

// Jobs as wished, or one for each processor, and `calibration` as measure_calibration gave it.
[[nodiscard]] Pace take_pace(const PerformanceOptions& options, double calibration);

// The plans of the ground's scenarios on these subjects; none only when other shards have them.
// Throws UsageError when there is nothing to try.
[[nodiscard]] std::vector<model::Plan> plan_trials(const Ground& ground,
                                                   const std::vector<model::Subject>& subjects,
                                                   plan::PlanOptions options);

// Performs and judges every plan and hands each trial to the sink, as Suite does. A trial that went
// wrong when a file of its subject was no longer there is `harness_error`: that is nothing the
// program did. Returns how many processes of the subjects could not be ended.
[[nodiscard]] int perform(std::vector<model::Plan> plans,
                          const std::vector<model::Subject>& subjects,
                          const PerformanceOptions& options, const Pace& pace,
                          const ReplayCommand& replay_command, const TrialSink& sink);

// Says on standard error how many processes could not be ended, and returns `status`, or that of a
// harness that failed.
[[nodiscard]] int status_after(int survivors, int status);

// A word as it is typed in a shell: quoted where it must be.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace wiretrial::cli
