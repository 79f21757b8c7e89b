// The header's JSON text -> its four members (PROTOCOL.md HDR-1 to HDR-15).
#pragma once

#include <cstddef>
#include <string_view>

#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

struct ParsedHeader {
  Header header;
  // Where the value of content-length stands, for whoever finds it too large (HDR-9).
  std::size_t content_length_offset = 0;
};

// Parses a whole header in one pass over its bytes. Unknown members are checked and stepped over;
// they cost no memory, whatever their size and depth (HDR-5, HDR-6). A content-length beyond 2^64-1
// is read as 2^64-1; whether it is too large is the caller's to judge. The error's offset counts
// from the start of `text` and names the first place, in the order of the bytes, that is wrong; a
// missing member is reported at the end.
[[nodiscard]] Result<ParsedHeader> parse_header(std::string_view text);

}  // namespace wiretrial::impl
