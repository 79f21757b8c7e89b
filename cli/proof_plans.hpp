// Which scenarios a specimen is tried with, and the plans of those trials.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/ground.hpp"
#include "harness/model/kill_matrix.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/specimen.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::cli {

struct ProofScope {
  bool whole = false;  // every scenario of the role; else of a mutant those of its clause, and of a
                       // variant one part of them
  bool covering = false;  // with `whole`: a mutant meets those of its clause, and others only as
                          // far as they have killed nothing yet
  plan::SweepForm sweep = plan::SweepForm::sampled;
  model::MissingMeans missing_means;
};

// The subjects that trials of the specimen need: its own, and in pairs the table's program of the
// other role that deviates in nothing.
[[nodiscard]] std::vector<model::Subject> subjects_of(const model::Specimen& specimen,
                                                      const model::MutantTable& table,
                                                      const ProofScope& scope);

// The scenarios for the specimen, which is the `number`th. A mutant meets pairs only under its own
// clause, and one that is pathological meets nothing else than that clause.
[[nodiscard]] std::vector<model::Scenario> scenarios_for(const Ground& ground,
                                                         const model::Specimen& specimen,
                                                         std::size_t number,
                                                         const ProofScope& scope);

// Whether all that the scenario expects is that its bytes are refused, by a clause that mutants of the
// table break by answering.
[[nodiscard]] bool is_negative(const model::Scenario& scenario, const model::MutantTable& table);

// Whether the specimen may be tried with the scenario in the search for one that it kills; for
// negative scenarios only mutants of their clause count, which they have met.
[[nodiscard]] bool may_cover(const model::Scenario& scenario, const model::Specimen& specimen,
                             const model::MutantTable& table);

// The plans of the scenarios; pairs have samples of their sweeps. `subjects` as subjects_of gave
// them.
[[nodiscard]] std::vector<model::Plan> proof_plans(const Ground& ground,
                                                   const std::vector<model::Scenario>& scenarios,
                                                   const std::vector<model::Subject>& subjects,
                                                   const ProofScope& scope);

}  // namespace wiretrial::cli
