// The header of a message (PROTOCOL.md HDR-1 to HDR-15).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "impl/mutants/message.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// A content-length with too many digits for any limit.
constexpr std::uint64_t length_beyond_all = std::numeric_limits<std::uint64_t>::max();

// What the header says, or nothing if it is to be rejected. No limit is applied to content_length.
[[nodiscard]] std::optional<Header> read_header(std::string_view bytes, const HeaderRules& rules);

}  // namespace wiretrial::mutants
