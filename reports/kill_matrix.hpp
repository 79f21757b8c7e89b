// The kill matrix as a page: what shows that the suite can fail, and that it does not lie.
#pragma once

#include <string>

#include "harness/model/kill_matrix.hpp"

namespace wiretrial::reports {

// Markdown: a summary, the mutants with what kills them, the variants and subjects with their
// counts, and the scenarios by how many mutants they kill. The same matrix gives the same text:
// nothing in it depends on the time, or on the order in which trials ended.
[[nodiscard]] std::string render_kill_matrix(const model::KillMatrix& matrix);

}  // namespace wiretrial::reports
