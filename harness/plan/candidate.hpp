// Trials that could be planned, before anything is built for them.
#pragma once

#include <span>
#include <vector>

#include "harness/plan/plan.hpp"
#include "harness/plan/selector.hpp"

namespace wiretrial::plan {

struct Candidate {
  const model::Scenario* scenario = nullptr;
  const model::Subject* subject = nullptr;  // null when there are no subjects; a pair's server
  const model::Subject* client = nullptr;   // of a pair
  std::size_t offset = 0;                   // of a sweep's member
  bool sampled = true;                      // false: only in full sweeps
  Names names;
};

// Every scenario, or member of its sweep, with every subject that has its role, and the scenarios
// of pairs with every client and server, when `roles` has them. Without subjects: every one once.
// Throws std::invalid_argument when a scenario's requirement is unknown.
[[nodiscard]] std::vector<Candidate> all_candidates(
    std::span<const model::Scenario> scenarios, std::span<const model::Subject> subjects,
    std::span<const model::Requirement> requirements, const std::vector<model::Role>& roles);

}  // namespace wiretrial::plan
