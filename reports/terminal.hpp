// The record as text for a terminal or a log.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// What was run, everything that needs an explanation by requirement, the counts, and the clauses
// nobody tried. Failures of one sweep with one cause are shown once. Escape sequences of a subject
// are never passed on; our own only with `colour`.
[[nodiscard]] std::string render_terminal(const model::Record& record, bool colour = false);

// The last lines of it: counts and coverage.
[[nodiscard]] std::string render_summary(const model::Record& record, bool colour = false);

// One trial's verdict: outcome, title, what was expected, what came, and the command that does it
// again.
[[nodiscard]] std::string render_finding(const model::TrialRecord& trial, bool colour);

// The text in the colour of the outcome, or as it is without `colour`.
[[nodiscard]] std::string painted(std::string_view text, model::Outcome outcome, bool colour);

// An indented line below a finding: name and text, made safe; nothing when the text is empty.
[[nodiscard]] std::string terminal_field(std::string_view name, std::string_view text);

}  // namespace wiretrial::reports
