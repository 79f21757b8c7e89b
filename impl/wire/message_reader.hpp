// The first message of a stream, as a whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "impl/wire/decoder.hpp"

namespace wiretrial::impl {

// Collects one message; both roles need no more of a connection (PROTOCOL.md FRM-7, FRM-9).
class MessageReader {
 public:
  explicit MessageReader(Limits limits) : decoder_(limits) {}

  // Takes bytes up to the end of the first message and returns how many those were; after its end,
  // or after an error, none. Memory grows with the content that has arrived, address space by a
  // factor, and neither ever beyond what the header declared (HDR-10).
  std::size_t receive(std::string_view bytes);

  // Call at the end of the stream: before the message is complete that is an error (FRM-4).
  void receive_end();

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const std::optional<WireError>& error() const { return error_; }

  // The message; only once, and only when it is complete.
  [[nodiscard]] Message take_message() { return std::move(message_); }

 private:
  void begin_message(Header&& header);
  void append_content(std::string_view bytes);

  Decoder decoder_;
  Message message_;
  std::size_t content_bytes_ = 0;
  std::optional<WireError> error_;
  bool complete_ = false;
};

}  // namespace wiretrial::impl
