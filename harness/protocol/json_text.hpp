// One JSON text by the letter of RFC 8259, read without a tree: what a strict judge of other
// people's JSON needs and a convenient parser hides (duplicates, the spelling of numbers, NUL,
// offsets). It never recurses, so nesting is bounded by memory alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::protocol {

enum class JsonType {
  object,
  array,
  string,
  number,
  boolean,
  null,
  not_json,  // NaN, Infinity and -Infinity: read on, but recorded
};

// A member of the outermost object. `raw` is the value's text and lives as long as the scanned
// text.
struct JsonMember {
  std::string name;             // decoded: \u0063 is c
  std::size_t name_offset = 0;  // of the opening quote
  JsonType type = JsonType::null;
  std::string_view raw;
  std::size_t offset = 0;  // of the value
};

struct JsonError {
  std::size_t offset = 0;
  std::string reason;
};

struct JsonScan {
  std::optional<JsonError>
      error;  // set when the text is no JSON text; members seen before it are kept
  JsonType type = JsonType::null;  // of the outermost value
  std::vector<JsonMember> members;
  std::optional<std::size_t> not_json_offset;  // of the first NaN or Infinity
};

// Scans one JSON text with nothing but white space around it. A byte-order mark, NUL, comments and
// everything else that RFC 8259 does not have is an error; well-formedness as UTF-8 is the caller's
// business (`first_ill_formed`).
[[nodiscard]] JsonScan scan_json(std::string_view text);

// The text of a scanned string, given with its quotes. A lone surrogate escape becomes U+FFFD.
[[nodiscard]] std::string decode_json_string(std::string_view raw);

// The JSON string, with quotes, of a UTF-8 text.
[[nodiscard]] std::string encode_json_string(std::string_view text);

}  // namespace wiretrial::protocol
