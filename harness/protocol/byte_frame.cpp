#include "harness/protocol/byte_frame.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace wiretrial::protocol {

using model::ByteMatch;
using model::FrameEnd;
using model::FrameLayout;

namespace {

constexpr std::size_t uncountable = std::numeric_limits<std::size_t>::max();
constexpr unsigned bits_in_byte = 8;

std::size_t sum(std::size_t left, std::size_t right) {
  return right > uncountable - left ? uncountable : left + right;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_decimal_digit(char character) {
  return character >= '0' && character <= '9';
}

// The decimal number behind the text, with spaces between them; nothing where there is none.
std::optional<std::size_t> number_behind(std::string_view text, std::string_view head) {
  const auto found = std::search(head.begin(), head.end(), text.begin(), text.end(),
                                 [](char left, char right) { return lower(left) == lower(right); });
  if (found == head.end()) return std::nullopt;
  std::size_t at = static_cast<std::size_t>(found - head.begin()) + text.size();
  while (at < head.size() && head[at] == ' ') ++at;
  if (at == head.size() || !is_decimal_digit(head[at])) return std::nullopt;
  std::size_t number = 0;
  for (; at < head.size() && is_decimal_digit(head[at]); ++at) {
    const auto digit = static_cast<std::size_t>(head[at] - '0');
    if (number > (uncountable - digit) / 10) return uncountable;
    number = number * 10 + digit;
  }
  return number;
}

std::optional<std::size_t> delimited_size(const FrameLayout& layout, std::string_view stream,
                                          bool ended) {
  const std::size_t found = stream.find(layout.delimiter);
  if (found == std::string_view::npos) return std::nullopt;
  const std::size_t head = found + layout.delimiter.size();
  if (layout.length_after.empty()) return head;
  if (const auto length = number_behind(layout.length_after, stream.substr(0, head))) {
    return sum(sum(head, *length), layout.trailer_bytes);
  }
  if (!layout.without_length_to_end) return head;
  return ended ? std::optional(stream.size()) : std::nullopt;
}

std::optional<std::size_t> prefixed_size(const FrameLayout& layout, std::string_view stream) {
  const std::size_t width = layout.prefix_width_bytes;
  if (stream.size() < width) return std::nullopt;
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t at = layout.prefix_little_endian ? width - 1 - i : i;
    length = (length << bits_in_byte) | static_cast<unsigned char>(stream[at]);
  }
  // A length that has no room for itself is the prefix alone.
  if (layout.prefix_counts_itself) return std::max<std::uint64_t>(length, width);
  return sum(width, length);
}

}  // namespace

std::optional<std::size_t> frame_size(const FrameLayout& layout, std::string_view stream,
                                      bool ended) {
  switch (layout.end) {
    case FrameEnd::delimiter:
      return delimited_size(layout, stream, ended);
    case FrameEnd::prefix:
      return prefixed_size(layout, stream);
    case FrameEnd::stream:
      break;
  }
  return ended ? std::optional(stream.size()) : std::nullopt;
}

std::optional<std::size_t> matched_size(const ByteMatch& match, std::string_view stream,
                                        bool ended) {
  if (!match.framed) return match.exact.data.size();
  std::size_t total = 0;
  for (std::size_t i = 0; i < match.times; ++i) {
    if (total > stream.size()) return std::nullopt;
    const auto size = frame_size(match.frame, stream.substr(total), ended);
    if (!size) return std::nullopt;
    total = sum(total, *size);
  }
  return total;
}

}  // namespace wiretrial::protocol
