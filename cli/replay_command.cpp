#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/calibration.hpp"
#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/record_file.hpp"
#include "cli/recorded_trial.hpp"
#include "harness/exec/required_calls.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/model/bytes.hpp"
#include "reports/script.hpp"
#include "reports/transcript.hpp"
#include "reports/words.hpp"

namespace wiretrial::cli {

using model::Plan;
using model::Record;
using model::Subject;
using model::TrialRecord;
using model::Verdict;

namespace {

// What is to be performed, and what it is judged by.
struct Replayed {
  std::vector<Plan> plans;
  std::vector<Plan> before;  // what the subject goes through first
  std::vector<Subject> subjects;
  std::vector<model::Requirement> requirements;
  std::optional<Verdict> recorded;
  std::string recorded_trial;
  double deadline_scale = 1.0;
};

// What every record has near its beginning, even when another program has sorted its members, and
// no scenario.
bool is_record(const std::string& name) {
  if (std::filesystem::is_directory(name)) {
    throw FileError(name + ": is a directory; name a scenario file or a record.json in it");
  }
  std::ifstream file(name, std::ios::binary);
  if (!file) throw FileError(name + ": no such scenario file or record, or not readable");
  constexpr std::size_t beginning_bytes = 4096;
  std::string beginning(beginning_bytes, '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<std::size_t>(file.gcount()));
  return beginning.find("\"harness_version\"") != std::string::npos;
}

Replayed from_record(const ReplayArguments& arguments) {
  const Record record = read_record_file(arguments.file);
  if (arguments.trial.empty()) {
    throw UsageError(arguments.file + " is a record; name the trial as well: wiretrial replay " +
                     shell_word(arguments.file) + " TRIAL");
  }
  const TrialRecord trial =
      with_payloads(find_trial(record, arguments.file, arguments.trial), arguments.file);
  Replayed replayed;
  replayed.subjects = load_subjects(arguments.subjects.empty() ? description_files(record, trial)
                                                               : arguments.subjects);
  replayed.plans.push_back(plan_again(trial, replayed.subjects));
  for (const std::string& name : trial.after) {
    const TrialRecord before =
        with_payloads(find_trial(record, arguments.file, name), arguments.file);
    replayed.before.push_back(plan_again(before, replayed.subjects));
  }
  replayed.requirements = record.requirements;
  replayed.recorded = trial.verdict;
  replayed.recorded_trial = trial.plan.trial;
  replayed.deadline_scale = record.deadline_scale;
  return replayed;
}

Replayed from_scenarios(const ReplayArguments& arguments) {
  if (arguments.subjects.empty()) {
    throw UsageError("--subject is required: " + arguments.file + " names no subject, as a " +
                     "record does");
  }
  Ground ground;
  ground.protocol = load::load_protocol(find_protocol_of_file(arguments.file, arguments.scenarios));
  ground.scenarios = load::load_scenarios({arguments.file}, ground.protocol);
  check_patterns(ground.scenarios);
  Replayed replayed;
  replayed.subjects = load_subjects(arguments.subjects);
  plan::PlanOptions options;
  options.seed = arguments.seed;
  if (!arguments.trial.empty()) options.selectors.push_back(arguments.trial);
  options.roles = {model::Role::server, model::Role::client, model::Role::pair};
  replayed.plans = plan_trials(ground, replayed.subjects, options);
  replayed.requirements = ground.protocol.requirements;
  return replayed;
}

model::Requirement requirement_of(const Replayed& replayed, const std::string& id) {
  for (const model::Requirement& requirement : replayed.requirements) {
    if (requirement.id == id) return requirement;
  }
  return {};
}

int write_script(const Replayed& replayed, const std::string& file) {
  if (replayed.plans.size() > 1) {
    throw UsageError(file + " has " + std::to_string(replayed.plans.size()) +
                     " trials and a script is made of one; name it behind the file, such as " +
                     shell_word(replayed.plans.front().trial));
  }
  if (!replayed.before.empty()) {
    throw UsageError(replayed.recorded_trial + " fails only after " +
                     std::to_string(replayed.before.size()) +
                     " other trials on the same server, and a script is made of one; replay it " +
                     "without --script");
  }
  const Plan& plan = replayed.plans.front();
  // What another subject did is no news of this one.
  const bool same_subject = plan.trial == replayed.recorded_trial;
  try {
    fmt::print("{}", reports::render_script({plan, requirement_of(replayed, plan.requirement),
                                             replayed.subjects.front(),
                                             same_subject ? &*replayed.recorded : nullptr}));
  } catch (const reports::ScriptImpossible& reason) {
    throw UsageError("no script for " + plan.trial + ": " + reason.what());
  }
  return status_good;
}

struct Difference {
  std::string_view name;
  std::string recorded;
  std::string now;
};

// Outcome and cause are the verdict; the rest is how it looked.
std::string comparison(const Verdict& recorded, const Verdict& now) {
  const Difference verdict[] = {
      {"outcome", std::string(name_of(recorded.outcome)), std::string(name_of(now.outcome))},
      {"cause", std::string(name_of(recorded.cause)), std::string(name_of(now.cause))},
  };
  const Difference looks[] = {
      {"expected", recorded.expected, now.expected},
      {"actual", recorded.actual, now.actual},
      {"reason", recorded.reason, now.reason},
      {"termination", recorded.termination, now.termination},
      {"process", recorded.process, now.process},
  };
  const auto differs = [](const Difference& each) { return each.recorded != each.now; };
  const bool same = std::none_of(std::begin(verdict), std::end(verdict), differs);
  const bool equal = same && std::none_of(std::begin(looks), std::end(looks), differs);
  std::string text = equal  ? "same as recorded\n"
                     : same ? "same as recorded, but for\n"
                            : "differs from the record:\n";
  const auto add = [&text, &differs](const Difference& each) {
    if (!differs(each)) return;
    const auto shown = [](const std::string& value) {
      return value.empty() ? std::string("nothing") : model::printable(value, 200);
    };
    text += fmt::format("  {:<12} was {}\n  {:<12} is  {}\n", each.name, shown(each.recorded), "",
                        shown(each.now));
  };
  std::for_each(std::begin(verdict), std::end(verdict), add);
  std::for_each(std::begin(looks), std::end(looks), add);
  return text;
}

std::string command_for(const ReplayArguments& arguments, const Plan& plan, bool several) {
  std::string text = "wiretrial replay " + shell_word(arguments.file);
  if (!arguments.trial.empty() || several) text += " " + shell_word(plan.trial);
  for (const std::string& subject : arguments.subjects) text += " --subject " + shell_word(subject);
  if (!arguments.scenarios.empty()) text += " --scenarios " + shell_word(arguments.scenarios);
  if (arguments.seed != 0) text += " --seed " + std::to_string(arguments.seed);
  return text;
}

int perform_again(Replayed replayed, const ReplayArguments& arguments) {
  catch_interrupts();
  exec::require_system_calls();
  const PerformanceOptions performance{arguments.jobs,
                                       replayed.deadline_scale * arguments.deadline_scale, true,
                                       arguments.wait_for_debugger, replayed.before};
  const Pace pace = take_pace(performance, measure_calibration());
  const bool several = replayed.plans.size() > 1;
  const bool colour = ::isatty(STDOUT_FILENO) != 0;
  Record record;
  const int survivors = perform(
      std::move(replayed.plans), replayed.subjects, performance, pace,
      [&](const Plan& plan) { return command_for(arguments, plan, several); },
      [&](TrialRecord trial) {
        const auto requirement = requirement_of(replayed, trial.plan.requirement);
        fmt::print("{}{}", reports::render_verdict(trial, requirement, colour),
                   reports::render_transcript(trial));
        if (replayed.recorded) {
          const bool other = trial.plan.trial != replayed.recorded_trial;
          fmt::print("{}{}", other ? "with " + replayed.recorded_trial + ": " : "",
                     comparison(*replayed.recorded, trial.verdict));
        }
        trial.evidence.clear();  // it has been shown, and may be large
        record.trials.push_back(std::move(trial));
      });
  record.interrupted = interrupt_wish().load();
  if (several) {
    fmt::print("{} trials: {}\n", record.trials.size(),
               reports::counts_text(model::summarise(record)));
  }
  return status_after(survivors, model::exit_status(record, arguments.strict));
}

}  // namespace

int replay(const ReplayArguments& arguments) {
  Replayed replayed =
      is_record(arguments.file) ? from_record(arguments) : from_scenarios(arguments);
  if (arguments.script) return write_script(replayed, arguments.file);
  return perform_again(std::move(replayed), arguments);
}

}  // namespace wiretrial::cli
