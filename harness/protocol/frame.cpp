#include "harness/protocol/frame.hpp"

namespace wiretrial::protocol {

std::vector<model::FrameField> fields_of(const FrameDescription& frame) {
  const bool big = frame.prefix_endianness == Endianness::big;
  return {{frame.prefix, big ? "unsigned-big-endian" : "unsigned-little-endian", frame.prefix_width,
           "", frame.header},
          {frame.header, "json-object", 0, frame.content_length_member, frame.content},
          {frame.content, "bytes", 0, "", ""}};
}

}  // namespace wiretrial::protocol
