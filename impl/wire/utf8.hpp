// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (PROTOCOL.md HDR-1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::impl {

// The length in bytes (1 to 4) of the well-formed sequence at `position`, or 0 if it is ill-formed
// or cut off. `position` must be inside `text`.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text, std::size_t position);

// The offset of the first ill-formed sequence, or std::string_view::npos.
[[nodiscard]] std::size_t find_ill_formed_utf8(std::string_view text);

// Appends a code point that is no surrogate and at most U+10FFFF.
void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace wiretrial::impl
