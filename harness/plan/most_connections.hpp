// How many connections a plan holds at a time, for those who have descriptors for so many only.
#pragma once

#include <cstddef>

#include "harness/model/plan.hpp"

namespace wiretrial::plan {

// The connections that the steps of one run, or the control, open on our side. A round ends its own
// ones. An upper bound: those that a step closes are counted too.
[[nodiscard]] std::size_t most_connections(const model::Plan& plan);

}  // namespace wiretrial::plan
