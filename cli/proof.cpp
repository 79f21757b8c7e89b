#include "cli/proof.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cli/proof_files.hpp"
#include "harness/model/kill_matrix_json.hpp"
#include "reports/words.hpp"

namespace wiretrial::cli {

using model::Plan;
using model::ScenarioResult;
using model::SpecimenKind;
using model::SpecimenResult;

namespace {

// So many trials are planned and performed together: more would take memory, fewer would leave the
// machine waiting for the last ones.
constexpr std::size_t batch_trials = 4000;

// What a mutant does it does always, or it would be no proof: fewer runs tell an accident apart
// than with a stranger.
constexpr int confirming_runs = 2;

// A specimen is performed whatever its smoke exchanges say: what it must fail may be among them.
PerformanceOptions forced(PerformanceOptions options) {
  options.force = true;
  options.confirming_runs = confirming_runs;
  return options;
}

std::string fate(const SpecimenResult& result) {
  const model::Death death = model::death_of(result);
  const bool whole = death.killing > death.own_killing;
  return fmt::format("{} by {} of {} of {}{}", model::name_of(result.cause), death.own_killing,
                     reports::counted(death.own_tried, "scenario"), result.requirement,
                     whole ? fmt::format(", killed by {} in all", death.killing) : "");
}

std::string line_of(const SpecimenResult& result, bool right) {
  const std::string name = result.kind == SpecimenKind::subject
                               ? result.name
                               : fmt::format("{} {}", model::name_of(result.role), result.name);
  if (result.kind == SpecimenKind::mutant) {
    return fmt::format("{:<9} {}: {}", right ? "killed" : "WRONG", name, fate(result));
  }
  return fmt::format("{:<9} {}: {}", right ? "conforms" : "WRONG", name,
                     reports::counts_text(model::summarise(result)));
}

bool was_interrupted(const model::TrialRecord& trial) {
  return trial.attempts == 0 && trial.verdict.reason == "interrupted";
}

}  // namespace

Proof::Proof(ProofSetting setting, const std::vector<model::Specimen>& specimens)
    : setting_(std::move(setting)) {
  for (const model::Specimen& specimen : specimens) {
    Entry entry;
    entry.specimen = &specimen;
    entry.subjects = subjects_of(specimen, setting_.table, setting_.scope);
    entry.identity = proof_identity(entry.subjects, setting_.circumstances);
    entry.result = model::begin_result(specimen);
    entries_.push_back(std::move(entry));
  }
}

int Proof::perform(const PerformanceOptions& options, const Pace& pace) {
  const int survivors = perform_all(options, pace);
  if (!setting_.scope.covering || interrupt_wish()) return survivors;
  told_all_ = true;
  fmt::print("Scenarios that killed nothing of their own clause meet the other mutants\n");
  return survivors + perform_all(options, pace);
}

// Every specimen, in batches; in the second course only with what has killed nothing until then.
int Proof::perform_all(const PerformanceOptions& options, const Pace& pace) {
  int survivors = 0;
  std::size_t begin = 0;
  std::size_t trials = 0;
  for (std::size_t i = 0; i < entries_.size() && !interrupt_wish(); ++i) {
    const model::Specimen& specimen = *entries_[i].specimen;
    prepare(i, told_all_ ? without_kill(specimen)
                         : scenarios_for(setting_.ground, specimen, i, setting_.scope));
    trials += entries_[i].plans.size();
    if (trials < batch_trials && i + 1 < entries_.size()) continue;
    survivors += perform_batch(begin, i + 1, forced(options), pace);
    begin = i + 1;
    trials = 0;
  }
  return survivors;
}

std::vector<model::Scenario> Proof::without_kill(const model::Specimen& specimen) const {
  std::set<std::string> killing;
  for (const Entry& entry : entries_) {
    if (entry.specimen->kind != SpecimenKind::mutant || entry.specimen->pathological) continue;
    for (const ScenarioResult& result : entry.result.scenarios) {
      if (model::kills(result)) killing.insert(result.scenario);
    }
  }
  std::vector<model::Scenario> found;
  for (const model::Scenario& scenario : setting_.ground.scenarios) {
    if (killing.contains(scenario.id) || !may_cover(scenario, specimen, setting_.table)) continue;
    if (scenario.without_mutant.empty()) found.push_back(scenario);
  }
  return found;
}

// Takes what was kept of a specimen, and plans the rest.
void Proof::prepare(std::size_t number, std::vector<model::Scenario> scenarios) {
  Entry& entry = entries_[number];
  const auto kept = kept_results(result_file(setting_.out, entry.result), entry.identity);
  std::erase_if(scenarios, [&](const model::Scenario& scenario) {
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const ScenarioResult& result) {
      return result.scenario == scenario.id && result.digest == scenario.digest;
    });
    if (found != kept.end()) entry.result.scenarios.push_back(*found);
    return found != kept.end();
  });
  entry.plans = proof_plans(setting_.ground, scenarios, entry.subjects, setting_.scope);
  for (const model::Scenario& scenario : scenarios) {
    entry.result.scenarios.push_back(
        {scenario.id, scenario.requirement, scenario.role, scenario.digest, {}});
  }
  for (const Plan& plan : entry.plans) {
    ++entry.open[plan.scenario];
    numbers_[plan.subject] = number;
  }
}

int Proof::perform_batch(std::size_t begin, std::size_t end, const PerformanceOptions& options,
                         const Pace& pace) {
  std::vector<Plan> plans;
  std::map<std::string, model::Subject> subjects;
  for (std::size_t i = begin; i < end; ++i) {
    Entry& entry = entries_[i];
    for (const model::Subject& subject : entry.subjects) subjects[subject.name] = subject;
    plans.insert(plans.end(), std::make_move_iterator(entry.plans.begin()),
                 std::make_move_iterator(entry.plans.end()));
    entry.plans.clear();
    if (entry.open.empty()) tell(entry);
  }
  if (plans.empty()) return 0;
  std::vector<model::Subject> all;
  for (const auto& [name, subject] : subjects) all.push_back(subject);
  const int survivors = cli::perform(
      std::move(plans), all, options, pace, [](const Plan&) { return std::string(); },
      [this](const model::TrialRecord& trial) { take(trial); });
  for (std::size_t i = begin; i < end; ++i) {
    if (!entries_[i].open.empty()) finish(entries_[i]);
  }
  return survivors;
}

void Proof::take(const model::TrialRecord& trial) {
  Entry& entry = entries_[numbers_.at(trial.plan.subject)];
  if (was_interrupted(trial)) return;
  model::add_trial(entry.result, trial);
  const auto open = entry.open.find(trial.plan.scenario);
  if (--open->second > 0) return;
  entry.open.erase(open);
  if (!entry.open.empty()) return;
  finish(entry);
  tell(entry);
}

// Keeps the scenarios that are finished, and forgets the others.
void Proof::finish(Entry& entry) {
  std::erase_if(entry.result.scenarios,
                [&](const ScenarioResult& result) { return entry.open.contains(result.scenario); });
  std::sort(entry.result.scenarios.begin(), entry.result.scenarios.end(),
            [](const ScenarioResult& left, const ScenarioResult& right) {
              return left.scenario < right.scenario;
            });
  keep_text(result_file(setting_.out, entry.result),
            model::to_json_text(entry.identity, entry.result));
}

void Proof::tell(const Entry& entry) {
  if (told_all_) return;
  const bool right = model::complaints_about(entry.result).empty();
  fmt::print("[{:>3}/{}] {}\n", ++told_, entries_.size(), line_of(entry.result, right));
  std::fflush(stdout);
}

std::vector<SpecimenResult> Proof::take_results() {
  std::vector<SpecimenResult> results;
  for (Entry& entry : entries_) results.push_back(std::move(entry.result));
  return results;
}

}  // namespace wiretrial::cli
