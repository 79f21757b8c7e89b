// The record as what GitHub's runners understand: annotations of a workflow.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// Workflow commands, a line each, for standard output ("Workflow commands for GitHub Actions",
// docs.github.com): `::error` for a failure, `::warning` for a violated SHOULD that is excused by
// not being `strict`, and one `::notice` that counts the findings for which there is no room, since
// GitHub shows ten of each kind in a step. What the baseline knows and what does not score has
// none. Empty when there is nothing to say.
[[nodiscard]] std::string render_github(const model::Record& record, bool strict);

}  // namespace wiretrial::reports
