// Suspicions as scenario files: what confirms one, and what is left behind for others to run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/hunt/suspicion.hpp"
#include "harness/model/requirement.hpp"

namespace wiretrial::hunt {

struct ScenarioRequest {
  std::string id = "jhmp/findings/candidate";
  model::Role role = model::Role::server;
  Oracle oracle = Oracle::reaction;
  std::vector<Case> cases;  // connections in their order; the last one is to blame. Not empty.
  std::string control;      // the bytes of an exchange that always goes well, for `neighbour`
  Expected control_expected;
  std::map<std::string, std::string> provenance;  // "address", "subject", ...
};

// The clause that the scenario judges.
[[nodiscard]] std::string requirement_of(const ScenarioRequest& request);

// The scenario as JSON text that ends with a line end. It judges the reaction of the last case as
// the reference has it, the likeness of runs, or what is left behind, by the oracle.
[[nodiscard]] std::string write_scenario(const ScenarioRequest& request);

}  // namespace wiretrial::hunt
