// Messages -> bytes (PROTOCOL.md FRM-1, HDR-16).
#pragma once

#include <string>

#include "impl/wire/message.hpp"

namespace wiretrial::impl {

// Everything that comes before the content: the header length and the header. The strings of
// `message` must be UTF-8. Throws std::length_error when the header is longer than
// max_header_bytes, which only a content type of that size can bring about.
[[nodiscard]] std::string encode_prefix(const Message& message);

// The whole message; a copy of its content is part of the result.
[[nodiscard]] std::string encode(const Message& message);

}  // namespace wiretrial::impl
