#include "harness/plan/plan.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "harness/model/hash.hpp"
#include "harness/plan/candidate.hpp"
#include "harness/plan/needs.hpp"
#include "harness/plan/random.hpp"
#include "harness/plan/settings.hpp"

namespace wiretrial::plan {

namespace {

using model::Plan;
using model::Role;
using model::Scenario;
using model::Subject;

// Whether the options ask for the candidate. A place that is named is there even when the sample
// lacks it.
bool chosen(const Candidate& candidate, const std::vector<Selector>& selectors, SweepForm sweep) {
  if (!selected(selectors, candidate.names)) return false;
  if (sweep == SweepForm::full || candidate.sampled) return true;
  return std::any_of(selectors.begin(), selectors.end(), [&](const Selector& selector) {
    return selector.names_place() && selector.matches(candidate.names);
  });
}

std::vector<Candidate> chosen_candidates(std::vector<Candidate> all, const PlanOptions& options) {
  const std::vector<Selector> selectors = parse_selectors(options.selectors);
  std::erase_if(all, [&](const Candidate& candidate) {
    return !chosen(candidate, selectors, options.sweep);
  });
  return all;
}

std::string unsupported(const Candidate& candidate, const SettingsOutcome& outcome,
                        const model::MissingMeans& missing) {
  const std::string reason = lacking(*candidate.scenario, missing);
  if (!reason.empty()) return reason;
  if (!outcome.unsupported.empty() || candidate.names.role == Role::client) {
    return outcome.unsupported;
  }
  return unfit_for_running_server(*candidate.scenario, *candidate.subject->server);
}

void take_from_client(const model::ClientSubject& client, Plan& plan) {
  plan.success_pattern = client.success_pattern;
  plan.failure_pattern = client.failure_pattern;
  plan.opaque_as = client.opaque_as;
}

void name_plan(const Candidate& candidate, std::uint64_t suite_seed, Plan& plan) {
  const Scenario& scenario = *candidate.scenario;
  plan.trial = candidate.names.trial.text();
  plan.scenario = scenario.id;
  plan.place = candidate.names.trial.place;
  plan.subject = candidate.names.trial.subject;
  plan.requirement = scenario.requirement;
  plan.also = scenario.also;
  plan.role = scenario.role;
  plan.level = candidate.names.level;
  plan.title = scenario.title;
  plan.why = scenario.why;
  plan.seed = model::hash_64(plan.trial, suite_seed);
  plan.smoke = scenario.smoke;
}

bool declares(const Subject& subject, const std::string& word) {
  const auto& words = subject.supports;
  return std::find(words.begin(), words.end(), word) != words.end();
}

Plan make_plan(const Candidate& candidate, const std::vector<model::Step>& server_control,
               const PlanOptions& options) {
  const Scenario& scenario = *candidate.scenario;
  if (scenario.head_only) throw std::logic_error(scenario.id + " was read without its steps");
  Plan plan;
  name_plan(candidate, options.seed, plan);
  const bool paired = scenario.role == Role::pair;
  SettingsOutcome outcome = paired ? settle_pair(scenario, *candidate.client, *candidate.subject)
                                   : settle(scenario, *candidate.subject);
  plan.unsupported = unsupported(candidate, outcome, options.missing_means);
  if (options.revision > 0 && scenario.since > options.revision) {
    plan.not_scored = "scores from revision " + std::to_string(scenario.since) + " on";
  }
  plan.disputed = scenario.disputed;
  if (!paired && !declares(*candidate.subject, scenario.probes)) plan.probes = scenario.probes;
  plan.settings = std::move(outcome.settings);
  for (const auto& [name, value] : scenario.settings.values) {
    if (name.ends_with("_ms")) plan.limits_awaited.push_back(name);
  }
  plan.fresh = needs_fresh_process(scenario);
  plan.isolated = needs_own_network(scenario);
  plan.waits = waits_out_deadline(scenario);
  plan.compare = scenario.compare;
  if (scenario.role == Role::client) take_from_client(*candidate.subject->client, plan);
  if (paired) {
    take_from_client(*candidate.client->client, plan);
    plan.client_subject = candidate.client->name;
    plan.server_subject = candidate.subject->name;
  }
  if (scenario.role == Role::server && scenario.control) plan.control = server_control;
  plan.runs =
      candidate.names.trial.place.empty() ? scenario.runs : swept_runs(scenario, candidate.offset);
  // Each run begins with the same seed: runs that are compared send the same bytes.
  for (model::Run& run : plan.runs) fill_random_spans(run.steps, plan.seed);
  return plan;
}

void check_names(const std::vector<Candidate>& candidates) {
  std::set<std::string> names;
  for (const Candidate& candidate : candidates) {
    const std::string name = candidate.names.trial.text();
    if (!names.insert(name).second) {
      throw std::invalid_argument("there are two trials " + name +
                                  "; every subject needs a name of its own");
    }
  }
}

// By position before anything is shuffled, so that the shards fit together whatever their seeds.
template <typename Value>
void keep_shard(std::vector<Value>& values, const Shard& shard) {
  std::vector<Value> kept;
  for (std::size_t i = shard.index - 1; i < values.size(); i += shard.count) {
    kept.push_back(std::move(values[i]));
  }
  values = std::move(kept);
}

// The smoke exchanges tell first whether the rest is worth running. (std::stable_partition of
// libstdc++ 12 warns with clang 19.)
void put_smoke_first(std::vector<Candidate>& candidates) {
  std::vector<Candidate> ordered;
  for (const bool smoke : {true, false}) {
    for (const Candidate& candidate : candidates) {
      if (candidate.scenario->smoke == smoke) ordered.push_back(candidate);
    }
  }
  candidates = std::move(ordered);
}

}  // namespace

std::string lacking_pair(std::span<const Subject> subjects) {
  const bool client = std::any_of(subjects.begin(), subjects.end(),
                                  [](const Subject& subject) { return subject.client; });
  const bool server = std::any_of(subjects.begin(), subjects.end(),
                                  [](const Subject& subject) { return subject.server; });
  if (client && server) return "";
  return std::string("there is no pair: no subject has a ") + (client ? "server" : "client");
}

std::vector<Plan> make_plans(std::span<const Scenario> scenarios, std::span<const Subject> subjects,
                             std::span<const model::Requirement> requirements,
                             const std::vector<model::Step>& server_control,
                             const PlanOptions& options) {
  if (subjects.empty()) return {};
  std::vector<Candidate> candidates =
      chosen_candidates(all_candidates(scenarios, subjects, requirements, options.roles), options);
  check_names(candidates);
  keep_shard(candidates, options.shard);
  if (options.shuffle) shuffle(candidates, options.seed);
  put_smoke_first(candidates);
  std::vector<Plan> plans;
  for (const Candidate& candidate : candidates) {
    Plan plan = make_plan(candidate, server_control, options);
    for (int repeat = 1; repeat < options.repeat; ++repeat) {
      plan.repeat = repeat;
      plans.push_back(plan);
    }
    plan.repeat = options.repeat;
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<model::TrialName> every_trial(std::span<const Scenario> scenarios,
                                          std::span<const Subject> subjects,
                                          std::span<const model::Requirement> requirements) {
  std::vector<model::TrialName> names;
  if (subjects.empty()) return names;
  const std::vector<Role> roles{Role::server, Role::client, Role::pair};
  for (Candidate& candidate : all_candidates(scenarios, subjects, requirements, roles)) {
    names.push_back(std::move(candidate.names.trial));
  }
  return names;
}

std::vector<Scenario> select(std::span<const Scenario> scenarios,
                             std::span<const model::Requirement> requirements,
                             const std::vector<std::string>& texts) {
  const std::vector<Selector> selectors = parse_selectors(texts);
  std::vector<Scenario> found;
  for (const Candidate& candidate : all_candidates(scenarios, {}, requirements, {})) {
    const bool again = !found.empty() && found.back().id == candidate.scenario->id;
    if (!again && selected(selectors, candidate.names)) found.push_back(*candidate.scenario);
  }
  return found;
}

}  // namespace wiretrial::plan
