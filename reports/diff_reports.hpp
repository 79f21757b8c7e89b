// The difference of two records as text, for people and for programs.
#pragma once

#include <string>

#include "reports/diff.hpp"

namespace wiretrial::reports {

// Every regression with what was expected and what came; long lists of what is no failure are cut
// and counted. Escape sequences of a subject are never passed on; our own only with `colour`.
[[nodiscard]] std::string render_terminal(const RecordDiff& diff, bool colour = false);

// A comment for a pull request, under GitHub's limit of 65,536 characters: what does not fit is
// counted. Texts of a subject stand in code, never as markup.
[[nodiscard]] std::string render_markdown(const RecordDiff& diff);

// One HTML file that loads nothing and has no script.
[[nodiscard]] std::string render_html(const RecordDiff& diff);

// Everything, ungrouped: docs/CI.md says what the members are.
[[nodiscard]] std::string render_json(const RecordDiff& diff);

}  // namespace wiretrial::reports
