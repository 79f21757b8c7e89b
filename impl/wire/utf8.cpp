#include "impl/wire/utf8.hpp"

#include <cstring>

namespace wiretrial::impl {
namespace {

unsigned byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

// A lead byte's sequence: its length, and the range of the second byte, which is where overlong
// forms, surrogates and too large numbers show (Unicode, table 3-7).
struct Lead {
  std::size_t length;
  unsigned second_least;
  unsigned second_most;
};

Lead lead_of(unsigned byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// Most text is ASCII, and most messages of 16 MiB are: eight bytes a step.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  while (position + 8 <= text.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & 0x8080808080808080ULL) != 0) break;
    position += 8;
  }
  while (position < text.size() && byte_at(text, position) < 0x80) ++position;
  return position;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text, std::size_t position) {
  const unsigned first = byte_at(text, position);
  if (first < 0x80) return 1;
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() - position < lead.length) return 0;
  const unsigned second = byte_at(text, position + 1);
  if (second < lead.second_least || second > lead.second_most) return 0;
  for (std::size_t index = 2; index < lead.length; ++index) {
    if ((byte_at(text, position + index) & 0xC0U) != 0x80) return 0;
  }
  return lead.length;
}

std::size_t find_ill_formed_utf8(std::string_view text) {
  std::size_t position = skip_ascii(text, 0);
  while (position < text.size()) {
    const std::size_t length = utf8_sequence_length(text, position);
    if (length == 0) return position;
    position = skip_ascii(text, position + length);
  }
  return std::string_view::npos;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto append = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto append_tail = [&](unsigned shift) { append(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    append(code_point);
  } else if (code_point < 0x800) {
    append(0xC0 | (code_point >> 6));
    append_tail(0);
  } else if (code_point < 0x10000) {
    append(0xE0 | (code_point >> 12));
    append_tail(6);
    append_tail(0);
  } else {
    append(0xF0 | (code_point >> 18));
    append_tail(12);
    append_tail(6);
    append_tail(0);
  }
}

}  // namespace wiretrial::impl
