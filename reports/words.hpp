// How outcomes, numbers and texts of a subject are put in front of people; shared by every report.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// One sign for each outcome, so that nothing depends on colour alone.
[[nodiscard]] std::string_view sign_of(model::Outcome outcome);

// The outcome as a person reads it: "non-strict", "not run".
[[nodiscard]] std::string_view label_of(model::Outcome outcome);

// Whether a report explains it: fail, flaky, non_strict and harness_error, and a subject that never
// served.
[[nodiscard]] bool needs_explanation(const model::Verdict& verdict);

// "1 trial", "2 trials", "2 entries".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

// "12 ms", "61.2 s" or "12 min 5 s".
[[nodiscard]] std::string duration_text(double milliseconds);

// "14 pass, 3 fail": the outcomes that occurred, in the order of the enumeration.
[[nodiscard]] std::string counts_text(const model::Summary& summary);

// The whole execution in one sentence; never a good one when nothing passed or trials are missing.
[[nodiscard]] std::string headline_text(const model::Record& record);

// One line, without control characters or ill-formed UTF-8, whatever a subject said.
[[nodiscard]] std::string one_line(std::string_view text);

// Keeps line feeds and tabs, makes every other control character and ill-formed byte visible as
// \xNN.
[[nodiscard]] std::string many_lines(std::string_view text);

// As many_lines, and without the two characters that XML 1.0 excludes although they are characters,
// U+FFFE and U+FFFF. Not escaped.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace wiretrial::reports
