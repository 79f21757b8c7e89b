// A reader of JSON of its own, shared with nobody: an independent opinion, and lenient where a
// mutant wants it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

struct JsonMember;

struct JsonValue {
  enum class Kind { null, boolean, number, constant, string, array, object };
  Kind kind = Kind::null;
  // Of a string its characters in UTF-8, of a number, boolean or constant (NaN) how it is written,
  // of an array of one string that string.
  std::string text;
  // Of the outermost object only: its members as they stand there, duplicates included.
  std::vector<JsonMember> members;
};

struct JsonMember {
  std::string first;  // its name
  JsonValue second;   // its value
};

// One JSON text (RFC 8259), or nothing. `text` should have passed as UTF-8; other bytes above 0x7F
// survive inside strings. Numbers of any length cost no conversion; nesting is bounded by the
// rules.
[[nodiscard]] std::optional<JsonValue> read_json(std::string_view text, const JsonRules& rules);

}  // namespace wiretrial::mutants
