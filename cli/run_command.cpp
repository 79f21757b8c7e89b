#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/baseline_file.hpp"
#include "cli/calibration.hpp"
#include "cli/clerk.hpp"
#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/workflow.hpp"
#include "harness/exec/required_calls.hpp"
#include "harness/model/elapsed.hpp"
#include "harness/plan/plan.hpp"
#include "harness/protocol/frame.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

using model::Record;
using model::TrialRecord;

namespace {

std::uint64_t chosen_seed(const RunArguments& arguments) {
  if (arguments.seed_given) return arguments.seed;
  return std::random_device{}() % 1'000'000;  // short enough to be typed again
}

// Pairs are tried only when asked for, with --role or with a selector of that key.
bool asks_for_pairs(const std::vector<std::string>& selectors) {
  return std::find(selectors.begin(), selectors.end(), "role:pair") != selectors.end();
}

plan::PlanOptions plan_options(const RunArguments& arguments, std::uint64_t seed) {
  plan::PlanOptions options;
  options.seed = seed;
  options.selectors = arguments.selectors;
  options.shuffle = arguments.shuffle;
  options.repeat = arguments.repeat;
  options.sweep = arguments.sweep == "sampled" ? plan::SweepForm::sampled : plan::SweepForm::full;
  if (arguments.role == "server") options.roles = {model::Role::server};
  if (arguments.role == "client") options.roles = {model::Role::client};
  if (arguments.role == "pair") options.roles = {model::Role::pair};
  if (arguments.role.empty() && asks_for_pairs(arguments.selectors)) {
    options.roles = {model::Role::server, model::Role::client, model::Role::pair};
  }
  return options;
}

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

// What comes from the environment is told: nobody should wonder where the other trials are.
plan::Shard chosen_shard(const RunArguments& arguments) {
  if (arguments.shard.empty()) return {};
  const plan::ChosenShard chosen = plan::choose_shard(arguments.shard, variable);
  if (!chosen.source.empty()) {
    fmt::print(stderr, "wiretrial: shard {}/{}, from {}\n", chosen.shard.index, chosen.shard.count,
               chosen.source);
  }
  return chosen.shard;
}

int chosen_revision(const RunArguments& arguments, const Ground& ground) {
  const int newest = ground.protocol.revision;
  if (arguments.revision <= newest) return arguments.revision > 0 ? arguments.revision : newest;
  throw UsageError(fmt::format("--revision {}: {} has no revision after {}", arguments.revision,
                               ground.protocol.name, newest));
}

Record begin_record(const Ground& ground, const std::vector<model::Subject>& subjects,
                    const RunArguments& arguments, const plan::PlanOptions& options) {
  Record record;
  record.harness_version = WIRETRIAL_VERSION;
  record.protocol = ground.protocol.name;
  record.protocol_revision = options.revision;
  record.scenario_set_hash = ground.scenario_set_hash;
  if (ground.protocol.has_frame) record.frame = protocol::fields_of(ground.protocol.frame);
  record.operating_system = operating_system();
  record.seed = options.seed;
  record.selection = {arguments.selectors, arguments.role, arguments.repeat, arguments.shuffle};
  if (!arguments.shard.empty()) {
    record.shard = fmt::format("{}/{}", options.shard.index, options.shard.count);
  }
  record.sweep = arguments.sweep;
  record.deadline_scale = arguments.deadline_scale;
  record.requirements = ground.protocol.requirements;
  for (const model::Subject& subject : subjects) {
    model::SubjectIdentity identity{subject.name, subject.version, subject.file, {}};
    if (subject.server) identity.roles.emplace_back("server");
    if (subject.client) identity.roles.emplace_back("client");
    record.subjects.push_back(std::move(identity));
  }
  return record;
}

// Which scenarios must be read in full. The rows of a baseline may be about any trial.
std::vector<std::string> selectors_of_interest(const RunArguments& arguments) {
  const bool baseline = !arguments.baseline.empty() || !arguments.write_baseline.empty();
  return baseline ? std::vector<std::string>() : arguments.selectors;
}

// The record names the subjects, and has the plan.
std::string replay_command(const RunArguments& arguments, const model::Plan& plan) {
  return fmt::format("wiretrial replay {} {}",
                     shell_word((std::filesystem::path(arguments.out) / "record.json").string()),
                     shell_word(plan.trial));
}

}  // namespace

int run_suite(const RunArguments& arguments) {
  catch_interrupts();
  exec::require_system_calls();
  std::future<double> calibration = begin_calibration();
  const std::vector<model::Subject> subjects = load_subjects(arguments.subjects);
  Ground ground =
      load_ground(arguments.scenarios, find_protocol(arguments.scenarios, protocol_of(subjects)),
                  selectors_of_interest(arguments));
  const Baselines baselines(arguments, ground, subjects);
  plan::PlanOptions options = plan_options(arguments, chosen_seed(arguments));
  options.revision = chosen_revision(arguments, ground);
  options.shard = chosen_shard(arguments);
  std::vector<model::Plan> plans = plan_trials(ground, subjects, options);
  const PerformanceOptions performance{arguments.jobs, arguments.deadline_scale, arguments.force,
                                       arguments.wait_for_debugger};

  ground.scenarios.clear();  // the plans have their own bytes; large ones should be there once

  Record record = begin_record(ground, subjects, arguments, options);
  const auto began = std::chrono::steady_clock::now();
  const Pace pace = take_pace(performance, calibration.get());
  record.jobs = pace.jobs;
  record.calibration = pace.calibration;
  Clerk clerk(record, arguments, plans);
  fmt::print(stderr, "wiretrial: {} trials, seed {}, {} jobs, calibration {:.2f}\n", plans.size(),
             options.seed, pace.jobs, pace.calibration);
  const int survivors = perform(
      std::move(plans), subjects, performance, pace,
      [&arguments](const model::Plan& plan) { return replay_command(arguments, plan); },
      [&clerk](TrialRecord trial) { clerk.take(std::move(trial)); });
  clerk.finish();
  record.interrupted = interrupt_wish().load();
  record.duration_ms = model::elapsed_ms(std::chrono::steady_clock::now() - began);
  baselines.apply(record);
  const bool written = clerk.write_reports();
  fmt::print("{}", reports::render_terminal(record, ::isatty(STDOUT_FILENO) != 0));
  if (!written) return status_harness_failed;
  fmt::print("Written: {0}/record.json {0}/junit.xml {0}/report.html {0}/report.md\n",
             arguments.out);
  if (arguments.github) tell_github(record, arguments.strict);
  baselines.write(record);
  return status_after(survivors, model::exit_status(record, arguments.strict));
}

}  // namespace wiretrial::cli
