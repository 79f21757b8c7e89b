// A table of mutants -> specimens: programs about which it is known what the suite must say.
#pragma once

#include <span>
#include <string>

#include "harness/load/problems.hpp"
#include "harness/model/requirement.hpp"
#include "harness/model/specimen.hpp"

namespace wiretrial::load {

// The name that deviates in nothing, and so the partner of a mutant in pairs.
inline constexpr const char* unchanged_mutant = "none";

// Reads a table of mutants (scenarios/mutants.schema.json), whose clauses are looked up in
// `requirements`. Mutants come first, in the order of the file. The subject of each has its role
// before its name, so that one name may stand for a server and a client. Throws LoadError.
[[nodiscard]] model::MutantTable load_mutants(const std::string& file,
                                              std::span<const model::Requirement> requirements);

}  // namespace wiretrial::load
