// Frames of protocols that are known as data alone, found in a stream while it still comes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/model/byte_match.hpp"

namespace wiretrial::protocol {

// How many bytes the first frame of `stream` has, which may be more than are there; nothing while
// that cannot be known. `ended`: no more bytes will come, so that a frame that goes on to the end
// has all that is there. A length that cannot be counted is the greatest value.
[[nodiscard]] std::optional<std::size_t> frame_size(const model::FrameLayout& layout,
                                                    std::string_view stream, bool ended);

// How many bytes of `stream` the match takes when all of them are there: those of the exact bytes,
// or of so many frames; nothing while that cannot be known.
[[nodiscard]] std::optional<std::size_t> matched_size(const model::ByteMatch& match,
                                                      std::string_view stream, bool ended);

}  // namespace wiretrial::protocol
