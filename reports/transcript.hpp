// One trial as text, step by step: what was sent, what came back, and the verdict.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// The verdict with the clause that it is about. Our own escape sequences only with `colour`, those
// of a subject never.
[[nodiscard]] std::string render_verdict(const model::TrialRecord& trial,
                                         const model::Requirement& requirement, bool colour);

// Every step of the plan, sent bytes with their spans and offsets, and below it what was observed;
// long data is cut. Payloads must be loaded.
[[nodiscard]] std::string render_transcript(const model::TrialRecord& trial);

}  // namespace wiretrial::reports
