#include "harness/model/bytes.hpp"

#include <cctype>
#include <charconv>
#include <stdexcept>

namespace wiretrial::model {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

int digit_value(char character) {
  const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  const auto position = digits.find(lower);
  return position == std::string_view::npos ? -1 : static_cast<int>(position);
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view data) {
  if (data.empty()) return 0;
  const auto lead = static_cast<unsigned char>(data[0]);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
  if (length == 0 || length > data.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(data[i]) & 0xc0U) != 0x80U) return 0;
  }
  if (length >= 3) {
    const auto second = static_cast<unsigned char>(data[1]);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
  }
  return length;
}

bool is_utf8(std::string_view data) {
  while (!data.empty()) {
    const std::size_t length = utf8_sequence_length(data);
    if (length == 0) return false;
    data.remove_prefix(length);
  }
  return true;
}

void append(Bytes& head, const Bytes& tail) {
  const std::size_t base = head.data.size();
  head.data.own() += tail.data.get();
  for (Span span : tail.spans) {
    span.offset += base;
    head.spans.push_back(std::move(span));
  }
}

std::string place_of(const Bytes& bytes, std::size_t offset) {
  if (offset >= bytes.data.size()) return "end";
  for (const Span& span : bytes.spans) {
    if (offset >= span.offset && offset < span.offset + span.length) {
      return span.name + "+" + std::to_string(offset - span.offset);
    }
  }
  return "byte+" + std::to_string(offset);
}

std::optional<Place> parse_place(std::string_view text) {
  const auto plus = text.rfind('+');
  if (plus == std::string_view::npos) {
    return text.empty() ? std::nullopt : std::optional(Place{std::string(text), 0});
  }
  const std::string_view number = text.substr(plus + 1);
  Place place{std::string(text.substr(0, plus)), 0};
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, place.offset);
  if (place.span.empty() || error != std::errc() || stop != end) return std::nullopt;
  return place;
}

std::optional<std::size_t> offset_of(const Bytes& bytes, std::string_view place) {
  if (place == "end") return bytes.data.size();
  const auto parsed = parse_place(place);
  if (!parsed) return std::nullopt;
  for (const Span& span : bytes.spans) {
    if (span.name == parsed->span && parsed->offset < span.length) {
      return span.offset + parsed->offset;
    }
  }
  if (parsed->span == "byte" && parsed->offset < bytes.data.size()) return parsed->offset;
  return std::nullopt;
}

std::string to_hex(std::string_view data) {
  std::string text;
  text.reserve(data.size() * 2);
  for (const char character : data) {
    const auto value = static_cast<unsigned char>(character);
    text += digits[value >> 4U];
    text += digits[value & 0xfU];
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string data;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::isspace(static_cast<unsigned char>(text[i])) != 0) continue;
    const int value = digit_value(text[i]);
    if (value < 0)
      throw std::invalid_argument("no hexadecimal digit at position " + std::to_string(i));
    if (high < 0) {
      high = value;
    } else {
      data += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  if (high >= 0) throw std::invalid_argument("an odd number of hexadecimal digits");
  return data;
}

std::string printable(std::string_view data, std::size_t limit) {
  std::string text;
  std::size_t i = 0;
  while (i < data.size() && i < limit) {
    const std::size_t length = utf8_sequence_length(data.substr(i));
    const auto value = static_cast<unsigned char>(data[i]);
    if (length > 1 || (length == 1 && value >= 0x20 && value != 0x7f)) {
      text += data.substr(i, length);
      i += length;
    } else {
      text += value == '\n' ? "\\n" : value == '\r' ? "\\r" : "\\x" + to_hex(data.substr(i, 1));
      ++i;
    }
  }
  if (i < data.size()) text += "... (" + std::to_string(data.size()) + " bytes)";
  return text;
}

}  // namespace wiretrial::model
