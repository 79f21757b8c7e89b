// A baseline's file <-> its entries. The published form is scenarios/baseline.schema.json.
#pragma once

#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/model/baseline.hpp"

namespace wiretrial::load {

// Reads a baseline. Throws LoadError when it cannot be read, is malformed, has a member that nobody
// knows, an entry without a cause (but for `flaky`), a date that no calendar has, or the same
// subject and scenario twice.
[[nodiscard]] model::Baseline load_baseline(const std::string& file);

// The text of a file with these entries, ending with a line feed; members that are empty are left
// out.
[[nodiscard]] std::string baseline_text(const std::vector<model::BaselineEntry>& entries);

}  // namespace wiretrial::load
