#include "cli/performance.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/stage.hpp"
#include "cli/subject_files.hpp"
#include "harness/exec/means.hpp"
#include "harness/plan/needs.hpp"

namespace wiretrial::cli {

namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
  interrupted.store(true);
}

std::map<std::string, model::Subject> by_name(const std::vector<model::Subject>& subjects) {
  std::map<std::string, model::Subject> named;
  for (const model::Subject& subject : subjects) named[subject.name] = subject;
  return named;
}

// All that workers look at while they perform.
struct Scene {
  Scene(const std::vector<model::Subject>& all, const PerformanceOptions& options, const Pace& pace,
        const ReplayCommand& replay_command, const TrialSink& sink)
      : subjects(by_name(all)),
        files(all),
        stage({pace.calibration, options.deadline_scale, options.wait_for_debugger, &interrupted}),
        suite({pace.jobs, options.force, replay_command,
               [this](const model::Plan& plan) { files.check(plan); }, options.before,
               options.confirming_runs},
              stage.surroundings(), subjects, [this, &sink](model::TrialRecord trial) {
                files.excuse_if_gone(trial);
                sink(std::move(trial));
              }) {}

  std::map<std::string, model::Subject> subjects;
  SubjectFiles files;
  Stage stage;
  Suite suite;
};

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

const std::atomic<bool>& interrupt_wish() {
  return interrupted;
}

void stop_performing() {
  interrupted.store(true);
}

std::string own_path() {
  return std::filesystem::read_symlink("/proc/self/exe").string();
}

std::string operating_system() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

Pace take_pace(const PerformanceOptions& options, double calibration) {
  const auto processors = std::max(1U, std::thread::hardware_concurrency());
  const int jobs = options.wait_for_debugger ? 1
                   : options.jobs > 0        ? options.jobs
                                             : static_cast<int>(processors);
  return {jobs, calibration};
}

std::vector<model::Plan> plan_trials(const Ground& ground,
                                     const std::vector<model::Subject>& subjects,
                                     plan::PlanOptions options) {
  const auto& requirements = ground.protocol.requirements;
  const bool pairs = options.roles == std::vector<model::Role>{model::Role::pair};
  const std::string lacking = pairs ? plan::lacking_pair(subjects) : "";
  if (!lacking.empty()) throw UsageError(lacking);
  const auto unmatched =
      plan::unmatched_selectors(ground.scenarios, subjects, requirements, options);
  if (!unmatched.empty()) throw UsageError(unmatched.front().reason);
  const auto chosen = plan::select(ground.scenarios, requirements, options.selectors);
  options.missing_means =
      exec::probe_means(plan::needed_means(chosen), own_path(), &interrupt_wish());
  auto plans = plan::make_plans(ground.scenarios, subjects, requirements,
                                ground.protocol.server_control, options);
  const std::string none =
      plans.empty() ? plan::why_no_trial(ground.scenarios, subjects, requirements, options) : "";
  if (!none.empty()) throw UsageError(none);
  return plans;
}

int perform(std::vector<model::Plan> plans, const std::vector<model::Subject>& subjects,
            const PerformanceOptions& options, const Pace& pace,
            const ReplayCommand& replay_command, const TrialSink& sink) {
  auto scene = std::make_unique<Scene>(subjects, options, pace, replay_command, sink);
  const int survivors = scene->suite.run(std::move(plans));
  if (scene->suite.gave_up()) (void)scene.release();
  return survivors;
}

int status_after(int survivors, int status) {
  if (survivors == 0) return status;
  fmt::print(stderr, "wiretrial: {} processes of the subjects could not be ended\n", survivors);
  return status_harness_failed;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:=,%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char character : word) {
    quoted += character == '\'' ? std::string("'\\''") : std::string(1, character);
  }
  return quoted + "'";
}

}  // namespace wiretrial::cli
