// Text in the encodings that PROTOCOL.md CNT-2 and CNT-4 name, to and from UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::protocol {

struct DecodedText {
  enum class State { decoded, unknown_encoding, ill_formed };
  State state = State::decoded;
  std::string text;        // UTF-8
  std::size_t offset = 0;  // of the first byte that is ill-formed
};

// Decodes `content` by the name in a `content-encoding`, whatever its case. utf-16 and utf-32
// without a byte-order mark have the order that `byteorder` ("little" or "big") names (CNT-5); with
// one, the mark decides and is not part of the text. A name outside the table is `unknown_encoding`
// (CNT-3).
[[nodiscard]] DecodedText decode_text(std::string_view content, std::string_view encoding,
                                      std::string_view byteorder);

// Encodes UTF-8 text; `utf-16` and `utf-32` get a little-endian byte-order mark. Throws
// std::invalid_argument when the charset is unknown, or the text is ill-formed or has characters
// that the charset lacks.
[[nodiscard]] std::string encode_text(std::string_view text, std::string_view charset);

// The names that both functions know, as scenarios spell them.
[[nodiscard]] bool is_known_charset(std::string_view charset);

}  // namespace wiretrial::protocol
