// UTF-8 by the letter of RFC 3629: no overlong forms, no surrogate code points, nothing above
// U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::protocol {

// The offset of the first byte that belongs to no well-formed sequence, or `std::string_view::npos`
// when there is none.
[[nodiscard]] std::size_t first_ill_formed(std::string_view text);

// Appends the UTF-8 form of a code point. A surrogate or a value above U+10FFFF becomes U+FFFD.
void append_code_point(std::string& text, std::uint32_t code_point);

}  // namespace wiretrial::protocol
