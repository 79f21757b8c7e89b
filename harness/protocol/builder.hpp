// Builds the bytes of a message, right or wrong: every field can be overridden, left out, doubled
// or made to lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/bytes.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::protocol {

inline constexpr const char* client_opaque_type = "binary/custom-client-binary-type";
inline constexpr const char* server_opaque_type = "binary/custom-server-binary-type";

// An unknown member "nested", `depth` levels deep: `open` so many times, then `close` so many
// times.
struct Nest {
  std::string open = "[";
  std::string close = "]";
  std::size_t depth = 32;
};

// What a message is made of. Each field that is left alone makes that part of the message right.
struct MessageSpec {
  bool json =
      true;  // content is JSON text (text/json, utf-8), else opaque bytes (`opaque_type`, binary)
  std::string content;       // the JSON text as UTF-8 (not checked), or the bytes
  std::string content_tail;  // bytes behind it, counted in the content's length
  std::string charset;  // how JSON text is encoded, and then its content-encoding; empty: utf-8
  std::string opaque_type = client_opaque_type;

  std::vector<std::pair<std::string, std::string>>
      values;                     // member -> JSON text of its value; unknown ones are added
  std::vector<std::string> omit;  // members left out
  std::vector<std::pair<std::string, std::string>> rename;  // member -> spelling between the quotes
  std::string first;  // JSON text of members before the others
  std::string last;   // and behind them
  std::vector<std::string>
      order;           // these members first, the others behind them in their usual order
  bool space = false;  // insignificant white space, of all four kinds, wherever it may stand
  std::optional<Nest> nest;
  std::size_t pad_to = 0;  // spaces before the closing brace until the header has so many bytes

  std::optional<std::string>
      header_text;             // instead of all that; {content-length} in it is the content's size
  std::string header_charset;  // the header is encoded anew; empty: UTF-8 as it is
  std::string header_before;   // bytes around the header's text, inside the header
  std::string header_after;
  std::optional<std::uint64_t> header_length;  // what the prefix says, in place of the truth
};

// A specification that no bytes can be made of; the text says why.
struct BuildError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The message's bytes, with one span for each field of the frame (an empty field has a span of
// length 0). Throws BuildError when a charset is unknown or lacks a character, `pad_to` is smaller
// than the header, a name in `omit`, `rename` or `order` is no member, or the prefix cannot hold
// the header's length and no `header_length` says what to write instead.
[[nodiscard]] model::Bytes build_message(const MessageSpec& spec,
                                         const FrameDescription& frame = {});

}  // namespace wiretrial::protocol
