// The step `read`: from its JSON.
#pragma once

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::load {

// `step` is an object with the key `read`. `stop_at` is a number of bytes of the message, "end", or
// a place in a field of the frame ("header+17"). Faults are reported at their place.
[[nodiscard]] model::Read read_read(const Place& step, const BytesContext& context);

}  // namespace wiretrial::load
