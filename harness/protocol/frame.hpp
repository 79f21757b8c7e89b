// The frame of a protocol as data: which fields a message has, and which field gives the length of
// which.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::protocol {

enum class Endianness { big, little };

// A message is a prefix (an unsigned integer, the header's length in bytes), a header (a JSON
// object, one member of which is the content's length in bytes) and a content. The defaults are
// JHMP/1's (PROTOCOL.md FRM-1); `load_protocol` fills it from the protocol's file. The names of the
// fields are the names of the spans that the builder gives.
struct FrameDescription {
  std::string prefix = "prefix";
  std::size_t prefix_width = 2;  // 1, 2, 4 or 8 bytes
  Endianness prefix_endianness = Endianness::big;
  std::string header = "header";
  std::string content_length_member = "content-length";
  std::string content = "content";

  bool operator==(const FrameDescription&) const = default;
};

// The three fields, as a record tells readers of its bytes.
[[nodiscard]] std::vector<model::FrameField> fields_of(const FrameDescription& frame);

}  // namespace wiretrial::protocol
