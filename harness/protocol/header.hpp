// The four members of a JHMP header, judged one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/frame.hpp"

namespace wiretrial::protocol {

// Why a message is not well-formed: the clause of PROTOCOL.md, and where. For a sender each of them
// breaks HDR-16 too.
struct FormError {
  std::string clause;
  std::size_t offset =
      0;  // in bytes, from the start of the stream (or of the header, from `read_header`)
  std::string reason;

  bool operator==(const FormError&) const = default;
};

struct Header {
  std::string content_type;
  std::string content_encoding;
  std::string byteorder;
  std::uint64_t content_length =
      0;  // the greatest value stands for every length that 64 bits do not hold
  std::optional<FormError> error;  // the first fault; the values are then not to be used
};

// Reads a header by every MUST and SHOULD about its form.
[[nodiscard]] Header read_header(std::string_view header, const FrameDescription& frame);

// The content's length in a header that may be wrong otherwise: a byte-order mark, NaN, a fraction
// of zero (41.0) and exponents are looked through. Nothing when there is none that a receiver could
// count bytes by, or two that differ.
[[nodiscard]] std::optional<std::uint64_t> declared_content_length(std::string_view header,
                                                                   const FrameDescription& frame);

}  // namespace wiretrial::protocol
