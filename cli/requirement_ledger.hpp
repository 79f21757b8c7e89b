// The ledger of requirements: which scenarios judge each clause, and which mutants break it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/ground.hpp"
#include "harness/load/protocol.hpp"
#include "harness/model/specimen.hpp"

namespace wiretrial::cli {

// A clause in one role that it binds.
struct LedgerEntry {
  const model::Requirement* requirement = nullptr;
  model::Role role = model::Role::server;
  std::vector<const model::Scenario*> scenarios;
  std::vector<const model::Specimen*> mutants;  // that say something about scenarios
  std::vector<const load::Exclusion*> exclusions;
};

// Refers to the ground and the mutants it was made of; both outlive it.
struct RequirementLedger {
  std::vector<LedgerEntry> entries;  // in the order of the requirements, servers first
  std::vector<std::string> gaps;     // a line for whatever is missing, or excluded for nothing
};

// The mutants of the protocol's table; nothing when it names none, or when
// that did not come along. Throws LoadError.
[[nodiscard]] std::optional<model::MutantTable> load_protocol_mutants(const Ground& ground);

// Every clause needs, for each role it binds, a scenario and (where there is a table) a mutant that
// is not pathological, or an exclusion; exclusions have to be needed, and mutants to break a clause
// that binds their role.
[[nodiscard]] RequirementLedger make_requirement_ledger(
    const Ground& ground, const std::optional<model::MutantTable>& mutants);

// As markdown: docs/LEDGER.md.
[[nodiscard]] std::string render_requirement_ledger(const Ground& ground,
                                                    const RequirementLedger& ledger,
                                                    bool has_mutants);

}  // namespace wiretrial::cli
