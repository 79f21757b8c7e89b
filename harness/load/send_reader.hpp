// A `send` step: its bytes, and where they are cut and stopped.
#pragma once

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::load {

// Reads the whole step object, whose keys are known to be right.
[[nodiscard]] model::Send read_send(const Place& step, const BytesContext& context);

}  // namespace wiretrial::load
