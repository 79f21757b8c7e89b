// Bytes with named spans: what a builder made, and what each part of it is called.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/shared.hpp"

namespace wiretrial::model {

// A named part of some bytes. Spans of one level do not overlap; `offset` and `length` are in
// bytes.
struct Span {
  std::string name;
  std::size_t offset = 0;
  std::size_t length = 0;

  bool operator==(const Span&) const = default;
};

struct Bytes {
  SharedText data;
  std::vector<Span> spans;
  // Set when the data lies beside the record instead of in it: its hash, and its size in bytes.
  std::string payload;
  std::size_t payload_length = 0;

  bool operator==(const Bytes&) const = default;
};

// Appends `tail` to `head`; the spans of `tail` move along.
void append(Bytes& head, const Bytes& tail);

// The one name of an offset: "header+17" when 17 bytes of the span `header` have passed. An offset
// between two spans belongs to the later one ("header+0"); the offset behind the last byte is
// "end".
[[nodiscard]] std::string place_of(const Bytes& bytes, std::size_t offset);

// A place as a text says it: "header+17", or "header" for the first byte of that span.
struct Place {
  std::string span;
  std::size_t offset = 0;
};

// Nothing when the text has no name before, or no number of a usable size behind, its last "+".
[[nodiscard]] std::optional<Place> parse_place(std::string_view text);

// The offset that `place_of` has this name for; "end" is the size, and a span by itself its first
// byte. Nothing when the bytes have no such place.
[[nodiscard]] std::optional<std::size_t> offset_of(const Bytes& bytes, std::string_view place);

// The length in bytes of the well-formed UTF-8 sequence at the start of `data`, or 0 when there is
// none.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view data);

// Whether all of `data` is well-formed UTF-8; NUL and other control characters are.
[[nodiscard]] bool is_utf8(std::string_view data);

// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(std::string_view data);

// The bytes of a hexadecimal text (white space ignored). Throws std::invalid_argument, naming the
// offending position.
[[nodiscard]] std::string from_hex(std::string_view text);

// A text for people: printable UTF-8 as it is, everything else as \xNN, cut to `limit` bytes with a
// count of the rest.
[[nodiscard]] std::string printable(std::string_view data, std::size_t limit = 120);

}  // namespace wiretrial::model
