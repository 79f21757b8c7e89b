// The steps of a plan and the events of evidence, found and named for people.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/evidence.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::reports {

// A step and its number as the events have it ("3.1"); it lives as long as the plan.
using NumberedStep = std::pair<std::string, const model::Step*>;

// The steps of a run and of the control behind it, those of a Repeat behind it.
[[nodiscard]] std::vector<NumberedStep> numbered_steps(const std::vector<model::Step>& steps,
                                                       const std::vector<model::Step>& control);

// What the step sends or inserts; null when it has no bytes.
[[nodiscard]] const model::Bytes* bytes_of(const model::Step& step);

// What happened, on one line and safe to be shown, without its data: "received 41 bytes from offset
// 0 on a".
[[nodiscard]] std::string event_words(const model::Event& event);

// A word of the record with spaces instead of underscores.
[[nodiscard]] std::string with_spaces(std::string_view name);

}  // namespace wiretrial::reports
