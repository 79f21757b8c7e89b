// From a suspicion to a finding: confirmed by the judge in fresh processes, blamed on the fewest
// connections that show it, made small, and written as a scenario.
#pragma once

#include <chrono>
#include <variant>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/probe.hpp"

namespace wiretrial::hunt {

// A finding is tried so often in fresh processes before it is made small.
inline constexpr std::size_t confirming_tries = 5;

// Looks into the suspicion; leaves the subject's server in whatever state. `most_time` bounds
// making it small.
[[nodiscard]] std::variant<Finding, Unconfirmed> look_into(const Chase& chase,
                                                           const Suspicion& suspicion,
                                                           std::chrono::milliseconds most_time);

}  // namespace wiretrial::hunt
