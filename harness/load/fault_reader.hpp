// The steps that put faults into the subject itself -> model values.
#pragma once

#include "harness/load/place.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::load {

// Reads the object of an `inject` step. What is wrong is reported at its place: an unknown call or
// error, both an error and a length or neither, an error on every call, which no program survives.
[[nodiscard]] model::Inject read_inject(const Place& place);

// Reads the milliseconds of a `storm` step.
[[nodiscard]] model::Storm read_storm(const Place& place);

// Reads a whole `limit` step.
[[nodiscard]] model::LimitResource read_limit(const Place& step);

}  // namespace wiretrial::load
