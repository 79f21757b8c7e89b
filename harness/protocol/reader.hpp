// The harness's own reading of a message: strict, to judge what a subject sent, and lenient, to
// know when to stop waiting.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/frame.hpp"
#include "harness/protocol/header.hpp"

namespace wiretrial::protocol {

struct Message {
  std::string content_type;
  std::string content_encoding;
  std::string byteorder;
  std::string content;   // bytes, as they came
  std::string header;    // bytes
  std::size_t size = 0;  // of the whole message in bytes; the stream may go on behind it

  bool operator==(const Message&) const = default;
};

enum class ReadState {
  complete,    // `message` is whole and right
  incomplete,  // right so far as it can be judged; the stream ended before the message
  malformed,   // `error` says what is wrong
};

struct ReadResult {
  ReadState state = ReadState::incomplete;
  Message message;        // of a malformed message: what could be read before the fault
  FormError error;        // when malformed
  std::string json_text;  // of a complete message of type text/json: its content as UTF-8
};

// Reads the first message of a stream by every MUST and SHOULD about the form of FRM, HDR and CNT.
// A header is judged when it is there in full, the content when the message is. Content of type
// text/json is decoded and must be one JSON text (CNT-3, CNT-6, CNT-11; a byte-order mark is
// CNT-13); anything else is opaque and always right (CNT-7).
[[nodiscard]] ReadResult read_strictly(std::string_view stream, const FrameDescription& frame = {});

// How many bytes the first message of the stream has by its prefix and its content's length,
// whatever else is wrong with it; it may be more than the stream has (the greatest value when it is
// more than can be counted). Nothing while the header is not there in full, and nothing when the
// header leaves no usable length.
[[nodiscard]] std::optional<std::size_t> declared_size(std::string_view stream,
                                                       const FrameDescription& frame = {});

// The offset behind the header, by the prefix alone; nothing while the prefix is not there in full.
[[nodiscard]] std::optional<std::size_t> declared_header_end(std::string_view stream,
                                                             const FrameDescription& frame = {});

}  // namespace wiretrial::protocol
