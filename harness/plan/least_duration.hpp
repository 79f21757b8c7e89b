// How long a plan takes at the least, for those who start the long ones first.
#pragma once

#include <chrono>

#include "harness/model/plan.hpp"

namespace wiretrial::plan {

// What the plan's steps wait for by themselves (watches, limits that it set, rounds), added up. An
// estimate: nothing is judged by it.
[[nodiscard]] std::chrono::milliseconds least_duration(const model::Plan& plan);

}  // namespace wiretrial::plan
