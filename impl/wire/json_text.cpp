#include "impl/wire/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "impl/wire/utf8.hpp"

namespace wiretrial::impl {
namespace {

// An escape spells one character of text by at most this many bytes: \u00XX.
constexpr std::size_t longest_escape_bytes = 6;

std::uint32_t hexadecimal(std::string_view digits) {
  std::uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

char control_character(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

// Appends the code point of the escape whose 'u' is at `position`; returns the offset after it.
std::size_t append_unicode_escape(std::string& text, std::string_view raw, std::size_t position) {
  std::uint32_t code_point = hexadecimal(raw.substr(position + 1, 4));
  position += 5;
  if (code_point >= 0xD800 && code_point <= 0xDBFF) {
    const std::uint32_t low = hexadecimal(raw.substr(position + 2, 4));
    code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
    position += 6;
  }
  append_utf8(text, code_point);
  return position;
}

void append_escaped(std::string& json, char character) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (character) {
    case '"':
      json += "\\\"";
      return;
    case '\\':
      json += "\\\\";
      return;
    case '\n':
      json += "\\n";
      return;
    case '\r':
      json += "\\r";
      return;
    case '\t':
      json += "\\t";
      return;
    default:
      break;
  }
  const auto value = static_cast<unsigned char>(character);
  json += "\\u00";
  json += digits[value >> 4];
  json += digits[value & 0x0F];
}

bool needs_escape(char character) {
  return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

}  // namespace

std::string unescape_json(std::string_view raw) {
  std::size_t position = std::min(raw.find('\\'), raw.size());
  std::string text;
  text.reserve(raw.size());
  text.append(raw, 0, position);
  while (position < raw.size()) {
    if (raw[position] != '\\') {
      text += raw[position++];
    } else if (raw[position + 1] == 'u') {
      position = append_unicode_escape(text, raw, position + 1);
    } else {
      text += control_character(raw[position + 1]);
      position += 2;
    }
  }
  return text;
}

bool json_spells(std::string_view raw, std::string_view text) {
  // An escape is longer than what it spells.
  const bool has_escape = raw.size() > text.size() && raw.find('\\') != std::string_view::npos;
  if (!has_escape) return raw == text && raw.find('\\') == std::string_view::npos;
  if (raw.size() > longest_escape_bytes * text.size()) return false;
  return unescape_json(raw) == text;
}

void append_json_string(std::string& json, std::string_view text) {
  json.reserve(json.size() + text.size() + 2);
  json += '"';
  std::size_t plain_start = 0;
  for (std::size_t position = 0; position < text.size(); ++position) {
    if (!needs_escape(text[position])) continue;
    json.append(text, plain_start, position - plain_start);
    append_escaped(json, text[position]);
    plain_start = position + 1;
  }
  json.append(text, plain_start);
  json += '"';
}

}  // namespace wiretrial::impl
