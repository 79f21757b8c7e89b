// The record as a badge: an SVG image for a page that says how a subject stands.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// The protocol on the left, what the trials came to on the right; green only when something passed
// and nothing failed, was flaky or went wrong. A failure that the baseline knows is a failure here,
// in another colour. Its title says the same in a sentence, with the subjects. Needs no font,
// script or file.
[[nodiscard]] std::string render_badge(const model::Record& record);

}  // namespace wiretrial::reports
