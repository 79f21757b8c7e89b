// UTF-8, right and less right (PROTOCOL.md HDR-1, CNT-6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// The text that `bytes` are in UTF-8 (Unicode 15, table 3-7, if the rules have no exceptions), or
// nothing. What passes and is no character is a question mark in it.
[[nodiscard]] std::optional<std::string> utf8_text(std::string_view bytes, const Utf8Rules& rules);

// `code_point` is at most 0x10FFFF; a surrogate is encoded like any other.
void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace wiretrial::mutants
