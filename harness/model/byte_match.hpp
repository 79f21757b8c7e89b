// What a subject says in a protocol that is known as data alone: bytes, cut into frames, matched
// exactly or by patterns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "harness/model/bytes.hpp"
#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class FrameEnd {
  delimiter,  // a head that ends with the delimiter, and as much as a number in it says
  prefix,     // an unsigned integer in front, which is the length of the rest
  stream,     // one frame: everything up to the end of the connection
};

template <>
struct Names<FrameEnd> {
  static constexpr std::array<std::pair<FrameEnd, std::string_view>, 3> table{
      {{FrameEnd::delimiter, "delimiter"},
       {FrameEnd::prefix, "prefix"},
       {FrameEnd::stream, "stream"}}};
};

// How a stream is cut into frames.
struct FrameLayout {
  FrameEnd end = FrameEnd::stream;
  // For `delimiter`: the bytes that end the head. With `length_after`, the first decimal number
  // behind that text in the head (whatever the case of its letters) counts the bytes that follow
  // the delimiter, to which `trailer_bytes` are added; a head without such a number is the whole
  // frame, or, with `without_length_to_end`, goes on to the end of the connection.
  std::string delimiter = {};
  std::string length_after = {};
  std::size_t trailer_bytes = 0;
  bool without_length_to_end = false;
  // For `prefix`: 1, 2, 4 or 8 bytes; with `prefix_counts_itself` they belong to the length.
  std::size_t prefix_width_bytes = 0;
  bool prefix_little_endian = false;
  bool prefix_counts_itself = false;

  bool operator==(const FrameLayout&) const = default;
};

// The next bytes of a stream: exactly these, or so many frames that each match a pattern.
struct ByteMatch {
  bool framed = false;
  Bytes exact = {};  // when not framed
  FrameLayout frame = {};
  std::size_t times = 1;
  std::string pattern = {};  // PCRE2, from the first to the last byte of a frame; empty: any bytes
  bool or_end = false;  // the end of the connection without one more byte is right as well

  bool operator==(const ByteMatch&) const = default;
};

// How a program ends, and what it has shown by then; what is empty is free.
struct ProgramMatch {
  std::optional<std::int64_t> status = {};
  std::string output = {};        // PCRE2, searched in standard output
  std::string error_output = {};  // PCRE2, searched in standard error
  std::string written = {};       // plain text, in one of the two

  bool operator==(const ProgramMatch&) const = default;
};

}  // namespace wiretrial::model
