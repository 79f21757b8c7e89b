#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/progress.hpp"
#include "harness/judge/canonical.hpp"
#include "harness/model/elapsed.hpp"
#include "harness/model/payloads.hpp"
#include "harness/model/record_json.hpp"
#include "harness/plan/plan.hpp"
#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;
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
  if (!arguments.shard.empty()) options.shard = plan::parse_shard(arguments.shard);
  return options;
}

Record begin_record(const Ground& ground, const std::vector<model::Subject>& subjects,
                    const RunArguments& arguments, std::uint64_t seed) {
  Record record;
  record.harness_version = WIRETRIAL_VERSION;
  record.protocol = ground.protocol.name;
  record.protocol_revision = ground.protocol.revision;
  record.scenario_set_hash = ground.scenario_set_hash;
  record.operating_system = operating_system();
  record.seed = seed;
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

void write_file(const files::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw FileError(path.string() + ": cannot be written");
}

// Takes finished trials: writes each to record.jsonl at once, so that nothing is lost when we die.
// Trials finish in any order; the record has that of the plans, so that two runs of one seed can be
// compared line by line.
class Clerk {
 public:
  Clerk(Record& record, const RunArguments& arguments, const std::vector<model::Plan>& plans)
      : record_(record),
        out_(arguments.out),
        canonical_(arguments.canonical),
        progress_(stderr, plans.size()) {
    for (const model::Plan& plan : plans)
      places_.emplace(std::make_pair(plan.trial, plan.repeat), places_.size());
    std::error_code error;
    files::create_directories(out_, error);
    if (error) throw FileError(arguments.out + ": cannot be made a directory: " + error.message());
    // Should this run be killed, nobody must take the reports of an earlier one for its own.
    for (const char* name : {"payloads", "record.json", "junit.xml", "report.html", "report.md"}) {
      files::remove_all(out_ / name, error);
    }
    lines_.open(out_ / "record.jsonl", std::ios::trunc);
    if (!lines_) throw FileError((out_ / "record.jsonl").string() + ": cannot be written");
  }

  void take(TrialRecord trial) {
    if (canonical_) {
      for (const auto& evidence : trial.evidence) {
        canonical_texts_[place_of(trial)] +=
            fmt::format("{} {}\n{}", trial.plan.trial, evidence.run, judge::canonical(evidence));
      }
    }
    model::store_payloads(trial, out_ / "payloads");
    lines_ << model::to_json_line(trial) << '\n' << std::flush;
    progress_.add(trial);
    record_.trials.push_back(std::move(trial));
  }

  // To be called when all are taken. No two trials have the same place.
  void finish() {
    std::sort(
        record_.trials.begin(), record_.trials.end(),
        [this](const auto& left, const auto& right) { return place_of(left) < place_of(right); });
    for (const auto& [place, text] : canonical_texts_) fmt::print("{}", text);
  }

 private:
  [[nodiscard]] std::size_t place_of(const TrialRecord& trial) const {
    return places_.at({trial.plan.trial, trial.plan.repeat});
  }

  Record& record_;
  files::path out_;
  bool canonical_;
  std::map<std::pair<std::string, int>, std::size_t>
      places_;  // trial and repeat -> which plan it was
  std::map<std::size_t, std::string> canonical_texts_;
  std::ofstream lines_;
  Progress progress_;
};

void write_reports(const Record& record, const files::path& out) {
  write_file(out / "record.json", model::to_json_text(record));
  write_file(out / "junit.xml", reports::render_junit(record));
  write_file(out / "report.html", reports::render_html(record));
  write_file(out / "report.md", reports::render_markdown(record));
}

// The record names the subjects, and has the plan.
std::string replay_command(const RunArguments& arguments, const model::Plan& plan) {
  return fmt::format("wiretrial replay {} {}",
                     shell_word((files::path(arguments.out) / "record.json").string()),
                     shell_word(plan.trial));
}

}  // namespace

int run_suite(const RunArguments& arguments) {
  catch_interrupts();
  Ground ground = load_ground(arguments.scenarios);
  const std::vector<model::Subject> subjects = load_subjects(arguments.subjects);
  const std::uint64_t seed = chosen_seed(arguments);
  std::vector<model::Plan> plans = plan_trials(ground, subjects, plan_options(arguments, seed));
  const PerformanceOptions performance{arguments.jobs, arguments.deadline_scale, arguments.force,
                                       arguments.wait_for_debugger};

  ground.scenarios.clear();  // the plans have their own bytes; large ones should be there once

  Record record = begin_record(ground, subjects, arguments, seed);
  const auto began = std::chrono::steady_clock::now();
  int survivors = 0;
  {
    Clerk clerk(record, arguments, plans);
    const Pace pace = take_pace(performance);
    record.jobs = pace.jobs;
    record.calibration = pace.calibration;
    fmt::print(stderr, "wiretrial: {} trials, seed {}, {} jobs, calibration {:.2f}\n", plans.size(),
               seed, pace.jobs, pace.calibration);
    survivors = perform(
        std::move(plans), subjects, performance, pace,
        [&arguments](const model::Plan& plan) { return replay_command(arguments, plan); },
        [&clerk](TrialRecord trial) { clerk.take(std::move(trial)); });
    clerk.finish();
  }
  record.interrupted = interrupt_wish().load();
  record.duration_ms = model::elapsed_ms(std::chrono::steady_clock::now() - began);
  write_reports(record, arguments.out);
  fmt::print("{}", reports::render_terminal(record, ::isatty(STDOUT_FILENO) != 0));
  fmt::print("Written: {0}/record.json {0}/junit.xml {0}/report.html {0}/report.md\n",
             arguments.out);
  return status_after(survivors, model::exit_status(record, arguments.strict));
}

}  // namespace wiretrial::cli
