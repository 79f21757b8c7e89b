// Bytes of a stream in, events of its messages out (PROTOCOL.md FRM-1 to FRM-6, HDR-9, HDR-10).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "impl/wire/limits.hpp"
#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// All given bytes were consumed; `bytes` more, at least, are due before the next whole field.
struct NeedMore {
  std::uint64_t bytes;
  bool operator==(const NeedMore&) const = default;
};

// Some of the content; how it is cut depends on how the stream was. The view refers to the bytes
// given to step().
struct ContentRead {
  std::string_view bytes;
  bool operator==(const ContentRead&) const = default;
};

struct MessageEnd {
  bool operator==(const MessageEnd&) const = default;
};

using Event = std::variant<NeedMore, Header, ContentRead, MessageEnd, WireError>;

struct Step {
  std::size_t consumed;
  Event event;
};

// Reads message after message. Each message is a Header, any number of ContentRead, a MessageEnd.
//
//   while (true) {
//     const Step step = decoder.step(bytes);
//     bytes.remove_prefix(step.consumed);
//     if (NeedMore or WireError) break;
//   }
//
// The events (content taken together), the error, its offset and the count of consumed bytes do not
// depend on how the stream was cut (FRM-2). Besides the header, which is at most max_header_bytes,
// nothing is stored (HDR-10).
class Decoder {
 public:
  explicit Decoder(Limits limits = {}) : limits_(limits) {}

  // Consumes a front part of `bytes`, perhaps none of it, and says what it meant. After a WireError
  // every further call consumes nothing and returns the same error; the caller rejects the stream.
  [[nodiscard]] Step step(std::string_view bytes);

  // Call at the end of the stream. Between messages it returns nothing; inside one it returns
  // FRM-4, and after an error that error.
  [[nodiscard]] std::optional<WireError> finish();

  // Bytes consumed since the beginning or the last reset.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

  // What comes next: "header length", "header", "content" or "nothing" (after an error).
  [[nodiscard]] std::string_view state_name() const;

  // Forgets everything, errors too, as if newly made.
  void reset() { *this = Decoder(limits_); }

 private:
  enum class State { length, header, content, failed };

  Step read_length(std::string_view bytes);
  Step read_header(std::string_view bytes);
  Step read_content(std::string_view bytes);
  Step end_header(std::string_view text, std::size_t consumed);
  Step fail(std::size_t consumed, const WireError& error);

  Limits limits_;
  State state_ = State::length;
  // The header length's bytes, then the header's.
  std::string field_;
  std::size_t header_bytes_ = 0;
  std::uint64_t content_left_ = 0;
  std::uint64_t offset_ = 0;
  WireError error_{};
};

}  // namespace wiretrial::impl
