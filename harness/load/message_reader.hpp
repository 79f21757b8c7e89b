// The object of a `{"message": {...}}` in a scenario -> the specification that the builder takes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/load/place.hpp"
#include "harness/protocol/builder.hpp"

namespace wiretrial::load {

// No scenario needs more bytes at a time; a slip in `times` must not take all memory.
inline constexpr std::size_t most_repeated_bytes = 256UL << 20U;

// Reads a message's specification; faults are reported at the place.
[[nodiscard]] protocol::MessageSpec read_message_spec(const Place& place,
                                                      const std::string& opaque_type);

// `{"text": "a", "times": 5}` or `{"hex": "00", "times": 5}`, with `before` and `after` around the
// repeated text.
[[nodiscard]] std::string read_repetition(const Place& place);

// The unit so many times; empty, and reported at the place, when that would be more than
// `most_repeated_bytes`.
[[nodiscard]] std::string repeated(const Place& place, std::string_view unit, std::size_t times);

// The bytes of a member that holds hexadecimal digits; empty when absent or, after a report, wrong.
[[nodiscard]] std::string hex_at(const Place& place, std::string_view name);

}  // namespace wiretrial::load
