// The header's JSON text -> its four members (PROTOCOL.md HDR-1 to HDR-15).
#pragma once

#include <string_view>

#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// Parses a whole header in one pass over its bytes. Unknown members are checked and stepped over;
// they cost no memory, whatever their size and depth (HDR-5, HDR-6). The error's offset counts from
// the start of `text` and names the first place, in the order of the bytes, that is wrong; a
// missing member is reported at the end. `content_length` saturates at 2^64-1; whether it is too
// large is the caller's to judge (HDR-9), at `content_length_offset`.
struct ParsedHeader {
  Header header;
  std::size_t content_length_offset = 0;
};

[[nodiscard]] Result<ParsedHeader> parse_header(std::string_view text);

}  // namespace wiretrial::impl
