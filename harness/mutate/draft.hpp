// A stream of messages in parts that can be changed and put together again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/frame.hpp"

namespace wiretrial::mutate {

// A member of a header as it is spelled: `name` with its quotes, `value` any text.
struct DraftMember {
  std::string name;
  std::string value;
};

// A message on its way to other bytes. A header that is no JSON object is only text.
struct Draft {
  std::optional<std::vector<DraftMember>> members;
  std::string header_before;  // around the object; all of the header if there are no members
  std::string header_after;
  std::string content;
  std::optional<std::uint64_t> header_length;  // what the prefix says, in place of the truth
};

struct DraftStream {
  std::vector<Draft> messages;
  std::string tail;  // bytes behind them that are not a message in full
};

// Takes a header apart.
[[nodiscard]] Draft header_draft(std::string_view header);

// Takes a stream apart. A message is what its prefix and its content's length say, as far as there
// are so many bytes; the last one may be shorter than it says, or without a usable length, and then
// has all that is there for content.
[[nodiscard]] DraftStream take_apart(std::string_view stream,
                                     const protocol::FrameDescription& frame);

// The bytes of a header, and of a stream.
[[nodiscard]] std::string header_of(const Draft& draft);
[[nodiscard]] std::string put_together(const DraftStream& stream,
                                       const protocol::FrameDescription& frame);

// Makes the lengths of every message true, as `repair_lengths` does. Where the prefix could not
// hold the length of the header that comes of it, the content's length stays as it is.
void make_lengths_true(DraftStream& stream, const protocol::FrameDescription& frame);

}  // namespace wiretrial::mutate
