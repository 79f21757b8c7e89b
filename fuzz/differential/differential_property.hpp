// A reader of impl/ and harness/protocol, written apart from each other, say the same of the first
// message of a stream: whether it is complete, unfinished or wrong, what its members and its
// content are, where it ends; and of JSON content, whether it is right and what it says. Where the
// protocol leaves the choice, and they chose differently, stands in `may_differ`.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "fuzz/tools/oracles.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::fuzz {

// What a reader makes of a stream.
struct ReadMessage {
  std::size_t consumed = 0;
  bool complete = false;
  std::optional<impl::WireError> error;
  impl::Message message;  // if it is complete
};
using StreamReader = std::function<ReadMessage(std::string_view stream)>;

// The reader of impl/, whatever the size of the content.
[[nodiscard]] ReadMessage read_by_impl(std::string_view stream);

void check_differential(const StreamReader& read, std::string_view stream, OracleSet oracles);

}  // namespace wiretrial::fuzz
