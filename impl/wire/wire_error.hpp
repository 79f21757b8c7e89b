// Why bytes were not a message: the clause they break, where, and a sentence for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace wiretrial::impl {

// The clauses of PROTOCOL.md by which received bytes are rejected.
enum class Clause {
  frm_4,
  frm_5,
  hdr_1,
  hdr_2,
  hdr_3,
  hdr_6,
  hdr_7,
  hdr_8,
  hdr_9,
  hdr_11,
  hdr_12,
  hdr_13,
  hdr_14,
  hdr_15,
  cnt_3,
  cnt_6,
  cnt_11,
  cnt_13,
  app_5,
  app_10,
  app_11,
};

// The id as PROTOCOL.md writes it, such as "HDR-7".
[[nodiscard]] std::string_view clause_id(Clause clause);

struct WireError {
  Clause clause;
  // Bytes before the place: counted from the start of the stream for framing and header, from the
  // start of the content (of its decoded text, where it is text) for content.
  std::uint64_t offset;
  // Refers to a string literal, so it outlives every error.
  std::string_view reason;

  bool operator==(const WireError&) const = default;
};

// One line without a line end: "HDR-7 at byte 41: content-length is not an integer".
[[nodiscard]] std::string describe(const WireError& error);

// Either the value or the reason there is none.
template <typename Value>
using Result = std::variant<Value, WireError>;

}  // namespace wiretrial::impl
