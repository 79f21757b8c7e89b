// What a scenario says of bytes and programs in a protocol that is known as data alone.
#pragma once

#include <map>
#include <string>

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/expectation.hpp"

namespace wiretrial::load {

// A frame's layout: an object with `delimiter` or `prefix`. Faults are reported at their place.
[[nodiscard]] model::FrameLayout read_frame_layout(const Place& place);

// What stands behind `bytes`: an object with `exact` (BYTES) or `frame` (a name of the protocol's
// `frames`, "rest", or a layout).
[[nodiscard]] model::ByteMatch read_byte_match(const Place& place, const BytesContext& context);

// What stands behind `end`: "fin" or "rst".
[[nodiscard]] std::string read_ending(const Place& place);

// What stands behind `exit`: an object with any of `status`, `output`, `error_output`.
[[nodiscard]] model::ProgramMatch read_program_match(const Place& place);

}  // namespace wiretrial::load
