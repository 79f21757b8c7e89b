// The values on both sides of the codec.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

namespace wiretrial::impl {

// `byteorder`: the order of utf-16 and utf-32 content that has no byte-order mark (CNT-5).
enum class ByteOrder { little, big };

inline constexpr ByteOrder native_byte_order =
    std::endian::native == std::endian::big ? ByteOrder::big : ByteOrder::little;

// The four required members of a received header (PROTOCOL.md HDR-3); strings are unescaped UTF-8.
struct Header {
  ByteOrder byteorder = native_byte_order;
  std::uint64_t content_length = 0;
  std::string content_type;
  std::string content_encoding;

  bool operator==(const Header&) const = default;
};

// One whole message; the length of its content is the length of `content`.
struct Message {
  ByteOrder byteorder = native_byte_order;
  std::string content_type;
  std::string content_encoding;
  std::string content;

  bool operator==(const Message&) const = default;
};

}  // namespace wiretrial::impl
