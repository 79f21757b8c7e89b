// UTF-8, right and less right (PROTOCOL.md HDR-1, CNT-6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// Whether `bytes` pass for UTF-8 (Unicode 15, table 3-7, if the rules have no exceptions).
[[nodiscard]] bool is_utf8(std::string_view bytes, const Utf8Rules& rules);

// `code_point` is at most 0x10FFFF; a surrogate is encoded like any other.
void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace wiretrial::mutants
