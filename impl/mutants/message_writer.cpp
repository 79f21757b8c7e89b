#include "impl/mutants/message_writer.hpp"

#include <bit>
#include <cstdint>

namespace wiretrial::mutants {
namespace {

std::string escape(std::uint32_t code_unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) result += digits[(code_unit >> shift) & 0xF];
  return result;
}

std::uint32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t character = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    character = character << 6 | (static_cast<unsigned char>(text[at]) & 0x3F);
  }
  text.remove_prefix(length);
  return character;
}

}  // namespace

WritingRules::WritingRules() : header(plain_header), quoted(mutants::quoted) {}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20) {
      result += escape(static_cast<unsigned char>(byte));
      continue;
    }
    if (byte == '"' || byte == '\\') result += '\\';
    result += byte;
  }
  return result + '"';
}

std::string quoted_in_escapes(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::uint32_t character = take_character(text);
    if (character < 0x10000) {
      result += escape(character);
    } else {
      result += escape(0xD800 + ((character - 0x10000) >> 10));
      result += escape(0xDC00 + (character & 0x3FF));
    }
  }
  return result + '"';
}

std::string quoted_without_high_planes(std::string_view text) {
  constexpr unsigned char first_lead_of_four = 0xF0;
  std::string kept;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool high = static_cast<unsigned char>(text[0]) >= first_lead_of_four;
    take_character(text);
    if (!high) kept += before.substr(0, before.size() - text.size());
  }
  return quoted(kept);
}

std::string plain_header(const Message& message) {
  const Header& header = message.header;
  return "{\"byteorder\": \"" + std::string(header.big_endian ? "big" : "little") +
         "\", \"content-type\": " + quoted(header.content_type) +
         ", \"content-encoding\": " + quoted(header.content_encoding) +
         ", \"content-length\": " + std::to_string(header.content_length) + "}";
}

std::string write_message(Message message, const WritingRules& rules) {
  const auto length = static_cast<std::int64_t>(message.content.size()) + rules.length_error;
  message.header.content_length = static_cast<std::uint64_t>(length);
  const std::string header = rules.header(message);
  const char high = static_cast<char>(header.size() >> 8 & 0xFF);
  const char low = static_cast<char>(header.size() & 0xFF);
  std::string bytes;
  bytes.reserve(2 + header.size() + message.content.size());
  bytes += rules.prefix_is_little_endian ? low : high;
  bytes += rules.prefix_is_little_endian ? high : low;
  bytes += header;
  bytes += message.content;
  return bytes;
}

bool is_big_endian_machine() {
  return std::endian::native == std::endian::big;
}

}  // namespace wiretrial::mutants
