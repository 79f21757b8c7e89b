// Scenarios and subjects -> plans: one for each trial, in the order in which they are to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/means.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/trial_name.hpp"
#include "harness/plan/shard.hpp"
#include "harness/plan/sweep.hpp"

namespace wiretrial::plan {

struct PlanOptions {
  std::uint64_t seed = 0;
  std::vector<model::Role> roles;      // empty: every role that the subjects have, pairs not
  std::vector<std::string> selectors;  // empty: everything
  bool shuffle = false;
  Shard shard;
  SweepForm sweep = SweepForm::full;
  model::MissingMeans missing_means;  // of the machine where the plans are performed
  int revision = 0;  // the one that is claimed: later scenarios do not score; 0: everything scores
  int repeat = 0;    // 0: each trial once; else so many plans of each trial, numbered from 1
};

// Why there can be no trial of a pair: nobody has a client, or nobody a server. Empty when there
// can.
[[nodiscard]] std::string lacking_pair(std::span<const model::Subject> subjects);

// Makes the plans: smoke exchanges first, then by subject and role in the scenarios' order, or
// shuffled by the seed. The same arguments give the same plans on every machine; the shards of one
// count partition them. `server_control` are the steps of the positive control behind server
// trials. A trial that the subject cannot be put on has its reason in `unsupported`. Throws
// std::invalid_argument when a scenario's requirement is unknown or two trials have the same name
// (two subjects of one name).
[[nodiscard]] std::vector<model::Plan> make_plans(std::span<const model::Scenario> scenarios,
                                                  std::span<const model::Subject> subjects,
                                                  std::span<const model::Requirement> requirements,
                                                  const std::vector<model::Step>& server_control,
                                                  const PlanOptions& options);

// The name of every trial that there could be with these subjects: every role, pairs too, and full
// sweeps.
[[nodiscard]] std::vector<model::TrialName> every_trial(
    std::span<const model::Scenario> scenarios, std::span<const model::Subject> subjects,
    std::span<const model::Requirement> requirements);

// The scenarios that any selector fits, without regard to subjects; a selector that names a place
// fits its scenario.
[[nodiscard]] std::vector<model::Scenario> select(std::span<const model::Scenario> scenarios,
                                                  std::span<const model::Requirement> requirements,
                                                  const std::vector<std::string>& selectors);

// A selector that fits nothing, and a line that says so, with the likeliest meant word.
struct UnmatchedSelector {
  std::string selector;
  std::string reason;
};

// The selectors of the options that, each by itself, fit no trial of these subjects (or, without
// subjects, no scenario).
[[nodiscard]] std::vector<UnmatchedSelector> unmatched_selectors(
    std::span<const model::Scenario> scenarios, std::span<const model::Subject> subjects,
    std::span<const model::Requirement> requirements, const PlanOptions& options);

// Why there is no trial at all: no subject has a role that is asked for, there are no scenarios for
// it, or selectors of which each fits something exclude each other. Empty when there are trials;
// the shard is not looked at, since others may have them.
[[nodiscard]] std::string why_no_trial(std::span<const model::Scenario> scenarios,
                                       std::span<const model::Subject> subjects,
                                       std::span<const model::Requirement> requirements,
                                       const PlanOptions& options);

}  // namespace wiretrial::plan
