// PROTOCOL.md -> the ledger of requirements.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/model/requirement.hpp"

namespace wiretrial::load {

// Reads the rows `| FRM-1 | MUST | B | text |` of a PROTOCOL.md, in its order (roles: S a server, C
// a client, B both). Throws LoadError, with file and line, when it cannot be read, a row's level or
// role is unknown, an id stands twice, or there is no row at all. With `chapters`, only rows whose
// ids begin with one of these words and a hyphen; a word without any row is an error, too.
[[nodiscard]] std::vector<model::Requirement> load_requirements(
    const std::string& file, const std::vector<std::string>& chapters = {});

// The requirement with that id, or a null pointer.
[[nodiscard]] const model::Requirement* find_requirement(
    std::span<const model::Requirement> requirements, std::string_view id);

}  // namespace wiretrial::load
