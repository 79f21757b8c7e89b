// MATCH of a scenario -> model value.
#pragma once

#include "harness/load/place.hpp"
#include "harness/model/expectation.hpp"

namespace wiretrial::load {

// `shown` is true where the match is about what a client shows, false where it is about a message.
// Faults are reported.
[[nodiscard]] model::Match read_match(const Place& place, bool shown);

}  // namespace wiretrial::load
