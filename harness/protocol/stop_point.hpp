// Where in a stream a place such as "header+17" of a message is, while the message still comes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/frame.hpp"

namespace wiretrial::protocol {

struct StopPoint {
  // So many bytes of the stream are to be read: all of them when `final`, else so many that more is
  // known then. Never more than lie before the place.
  std::size_t offset = 0;
  bool final = false;
  // Set when the message is too short to have the place: the length of the field (or message) that
  // it was sought in.
  std::optional<std::size_t> length_found;
};

// The place behind `within` bytes of the field `field` ("prefix", "header", "content"; "" is the
// whole message; "end" is the place behind its last byte, whatever `within` is). `stream` is what
// was read of the message so far; nothing is assumed of a message beyond FRM-1. A header that gives
// no usable content-length leaves the content without bounds.
[[nodiscard]] StopPoint find_stop_point(std::string_view field, std::size_t within,
                                        std::string_view stream,
                                        const FrameDescription& frame = {});

}  // namespace wiretrial::protocol
