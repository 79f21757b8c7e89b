// JSON content -> the few members of its object that matter, whatever else it holds.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// A member of the outermost object. Of duplicates the last one counts (PROTOCOL.md CNT-13).
struct JsonMember {
  enum class Kind { absent, string, other };
  Kind kind = Kind::absent;
  // A string's text; any other value's JSON text.
  std::string text;
};

struct JsonMembers {
  bool is_object = false;
  // One for each name that was asked for, in that order.
  std::vector<JsonMember> members;
};

// Reads one JSON text from UTF-8. A text whose outermost value is no object gives is_object ==
// false without being looked at further. Depth and length cost linear time, little memory and no
// stack (CNT-12). Errors: CNT-6 when it is no JSON text, CNT-11 for NaN and Infinity, CNT-13 for
// numbers out of range and escapes of lone surrogates.
[[nodiscard]] Result<JsonMembers> read_json_members(std::string_view text,
                                                    std::span<const std::string_view> names);

}  // namespace wiretrial::impl
