#include "harness/protocol/utf8.hpp"

namespace wiretrial::protocol {

namespace {

struct SequenceForm {
  unsigned char first_lead;
  unsigned char last_lead;
  unsigned char
      first_second;  // the range of the second byte rules out overlong forms and surrogates
  unsigned char last_second;
  std::size_t length;
};

// Table 3-7 of the Unicode standard.
constexpr SequenceForm forms[] = {
    {0x00, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

bool continues(std::string_view text, std::size_t offset, const SequenceForm& form) {
  if (text.size() - offset < form.length) return false;
  for (std::size_t i = 1; i < form.length; ++i) {
    const unsigned char byte = byte_at(text, offset + i);
    const unsigned char low = i == 1 ? form.first_second : 0x80;
    const unsigned char high = i == 1 ? form.last_second : 0xbf;
    if (byte < low || byte > high) return false;
  }
  return true;
}

// The length of the well-formed sequence at `offset`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t offset) {
  const unsigned char lead = byte_at(text, offset);
  for (const SequenceForm& form : forms) {
    if (lead >= form.first_lead && lead <= form.last_lead) {
      return continues(text, offset, form) ? form.length : 0;
    }
  }
  return 0;
}

}  // namespace

std::size_t first_ill_formed(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = sequence_length(text, offset);
    if (length == 0) return offset;
    offset += length;
  }
  return std::string_view::npos;
}

void append_code_point(std::string& text, std::uint32_t code_point) {
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  const std::uint32_t value = surrogate || code_point > 0x10ffff ? 0xfffd : code_point;
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | ((value >> shift) & 0x3fU));
  };
  if (value < 0x80) {
    text += static_cast<char>(value);
  } else if (value < 0x800) {
    text += static_cast<char>(0xc0U | (value >> 6U));
    tail(0);
  } else if (value < 0x10000) {
    text += static_cast<char>(0xe0U | (value >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0U | (value >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace wiretrial::protocol
