#include "harness/protocol/reader.hpp"

#include <limits>
#include <utility>

#include "harness/protocol/charset.hpp"
#include "harness/protocol/json_text.hpp"

namespace wiretrial::protocol {

namespace {

constexpr std::size_t greatest = std::numeric_limits<std::size_t>::max();

std::size_t saturated_sum(std::size_t left, std::size_t right) {
  return right > greatest - left ? greatest : left + right;
}

std::size_t prefix_value(std::string_view prefix, Endianness endianness) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const std::size_t index = endianness == Endianness::big ? i : prefix.size() - 1 - i;
    value = (value << 8U) | static_cast<unsigned char>(prefix[index]);
  }
  return value;
}

ReadResult malformed(ReadResult result, FormError error) {
  result.state = ReadState::malformed;
  result.error = std::move(error);
  return result;
}

// Where a fault of the decoded text lies in the encoded content: exact for UTF-8, else the
// content's start.
std::size_t content_offset(std::size_t base, std::size_t offset, const Message& message,
                           std::size_t decoded_size) {
  return decoded_size == message.content.size() ? base + offset : base;
}

// Judges content of type text/json, which is whole.
ReadResult read_json_content(ReadResult result, std::size_t base) {
  const Message& message = result.message;
  DecodedText decoded = decode_text(message.content, message.content_encoding, message.byteorder);
  if (decoded.state == DecodedText::State::unknown_encoding) {
    return malformed(std::move(result), {"CNT-3", base,
                                         "text/json with the unknown content-encoding \"" +
                                             message.content_encoding + "\""});
  }
  if (decoded.state == DecodedText::State::ill_formed) {
    return malformed(std::move(result),
                     {"CNT-6", base + decoded.offset, "content is ill-formed in its encoding"});
  }
  if (decoded.text.starts_with("\xef\xbb\xbf")) {
    return malformed(std::move(result), {"CNT-13", base, "content begins with a byte-order mark"});
  }
  const JsonScan scan = scan_json(decoded.text);
  const auto offset = [&](std::size_t inside) {
    return content_offset(base, inside, message, decoded.text.size());
  };
  if (scan.error) {
    const std::size_t place = offset(scan.error->offset);
    return malformed(std::move(result),
                     {"CNT-6", place, "content is no JSON text: " + scan.error->reason});
  }
  if (scan.not_json_offset) {
    const std::size_t place = offset(*scan.not_json_offset);
    return malformed(std::move(result), {"CNT-11", place, "NaN or Infinity in JSON content"});
  }
  result.state = ReadState::complete;
  result.json_text = std::move(decoded.text);
  return result;
}

}  // namespace

ReadResult read_strictly(std::string_view stream, const FrameDescription& frame) {
  ReadResult result;
  const std::optional<std::size_t> header_end = declared_header_end(stream, frame);
  if (!header_end || stream.size() < *header_end) return result;
  const std::string_view text = stream.substr(frame.prefix_width, *header_end - frame.prefix_width);
  result.message.header = text;
  Header header = read_header(text, frame);
  if (header.error) {
    // An empty header is announced by the prefix; everything else lies in the header.
    if (!text.empty()) header.error->offset += frame.prefix_width;
    return malformed(std::move(result), *header.error);
  }
  result.message.content_type = std::move(header.content_type);
  result.message.content_encoding = std::move(header.content_encoding);
  result.message.byteorder = std::move(header.byteorder);
  result.message.size = saturated_sum(*header_end, header.content_length);
  if (stream.size() < result.message.size) return result;
  result.message.content = stream.substr(*header_end, header.content_length);
  if (result.message.content_type == "text/json") {
    return read_json_content(std::move(result), *header_end);
  }
  result.state = ReadState::complete;
  return result;
}

std::optional<std::size_t> declared_header_end(std::string_view stream,
                                               const FrameDescription& frame) {
  if (stream.size() < frame.prefix_width) return std::nullopt;
  const std::string_view prefix = stream.substr(0, frame.prefix_width);
  return saturated_sum(frame.prefix_width, prefix_value(prefix, frame.prefix_endianness));
}

std::optional<std::size_t> declared_size(std::string_view stream, const FrameDescription& frame) {
  const std::optional<std::size_t> header_end = declared_header_end(stream, frame);
  if (!header_end || stream.size() < *header_end) return std::nullopt;
  const std::string_view text = stream.substr(frame.prefix_width, *header_end - frame.prefix_width);
  const std::optional<std::uint64_t> length = declared_content_length(text, frame);
  if (!length) return std::nullopt;
  return saturated_sum(*header_end, *length);
}

}  // namespace wiretrial::protocol
