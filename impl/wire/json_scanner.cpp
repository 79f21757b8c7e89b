#include "impl/wire/json_scanner.hpp"

#include <array>

#include "impl/wire/utf8.hpp"

namespace wiretrial::impl {
namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

// For every byte whether a string may hold it as it stands, by itself: most bytes of most headers.
constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

std::size_t end_of_plain(std::string_view text, std::size_t position) {
  while (position < text.size() && plain_bytes[static_cast<unsigned char>(text[position])])
    ++position;
  return position;
}

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

void JsonScanner::skip_space() {
  while (!at_end() && is_space(text_[position_])) ++position_;
}

bool JsonScanner::take(char character) {
  if (!next_is(character)) return false;
  ++position_;
  return true;
}

bool JsonScanner::expect(char character, std::string_view reason) {
  return take(character) || fail(reason);
}

bool JsonScanner::fail(std::string_view reason) {
  if (!at_end() && utf8_sequence_length(text_, position_) == 0) {
    return fail_as(Clause::hdr_1, position_, "the header is not UTF-8");
  }
  return fail_as(Clause::hdr_2, position_, reason);
}

bool JsonScanner::fail_as(Clause clause, std::size_t position, std::string_view reason) {
  error_ = {clause, position, reason};
  return false;
}

std::optional<std::string_view> JsonScanner::read_string() {
  if (!expect('"', "a string is expected")) return std::nullopt;
  const std::size_t start = position_;
  position_ = end_of_plain(text_, position_);
  while (!next_is('"')) {
    if (!step_over_character()) return std::nullopt;
    position_ = end_of_plain(text_, position_);
  }
  const std::string_view raw = text_.substr(start, position_ - start);
  ++position_;
  return raw;
}

bool JsonScanner::step_over_character() {
  if (at_end()) return fail("a string has no end");
  const auto byte = static_cast<unsigned char>(text_[position_]);
  if (byte < 0x20) return fail("a string holds a raw control character");
  if (byte == '\\') return step_over_escape();
  const std::size_t length = utf8_sequence_length(text_, position_);
  if (length == 0) return fail("the header is not UTF-8");
  position_ += length;
  return true;
}

bool JsonScanner::step_over_escape() {
  ++position_;
  if (at_end()) return fail("a string has no end");
  if (next_is('u')) return step_over_unicode_escape();
  constexpr std::string_view simple_escapes = "\"\\/bfnrt";
  if (simple_escapes.find(text_[position_]) == std::string_view::npos) {
    return fail("a string holds an unknown escape");
  }
  ++position_;
  return true;
}

bool JsonScanner::step_over_unicode_escape() {
  const std::size_t backslash = position_ - 1;
  const auto unit = hexadecimal_at(position_ + 1);
  if (!unit) return fail("\\u is not followed by four hexadecimal digits");
  position_ += 5;
  if (!is_high_surrogate(*unit) && !is_low_surrogate(*unit)) return true;
  if (is_high_surrogate(*unit) && text_.substr(position_, 2) == "\\u") {
    const auto low = hexadecimal_at(position_ + 2);
    if (low && is_low_surrogate(*low)) {
      position_ += 6;
      return true;
    }
  }
  return fail_as(Clause::hdr_15, backslash, "an escape is a lone surrogate");
}

std::optional<unsigned> JsonScanner::hexadecimal_at(std::size_t position) const {
  if (position > text_.size() || text_.size() - position < 4) return std::nullopt;
  unsigned value = 0;
  for (const char character : text_.substr(position, 4)) {
    const char lower = static_cast<char>(character | 0x20);
    if (is_digit(character)) {
      value = value * 16 + static_cast<unsigned>(character - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<unsigned>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<std::string_view> JsonScanner::read_number() {
  const std::size_t start = position_;
  take('-');
  if (next_is('I')) {
    fail_as(Clause::hdr_14, start, "-Infinity is no JSON");
    return std::nullopt;
  }
  if (!take('0') && !step_over_digits()) return std::nullopt;
  if (take('.') && !step_over_digits()) return std::nullopt;
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!step_over_digits()) return std::nullopt;
  }
  return text_.substr(start, position_ - start);
}

bool JsonScanner::next_is_digit() const {
  return !at_end() && is_digit(text_[position_]);
}

bool JsonScanner::step_over_digits() {
  if (!next_is_digit()) return fail("a number lacks a digit");
  while (next_is_digit()) ++position_;
  return true;
}

bool JsonScanner::take_word(std::string_view word) {
  if (text_.substr(position_, word.size()) != word) return false;
  position_ += word.size();
  return true;
}

bool JsonScanner::read_literal() {
  const std::size_t start = position_;
  if (take_word("true") || take_word("false") || take_word("null")) return true;
  if (take_word("NaN") || take_word("Infinity")) {
    return fail_as(Clause::hdr_14, start, "NaN and Infinity are no JSON");
  }
  return fail("a value is expected");
}

bool JsonScanner::read_scalar() {
  if (next_is('"')) return read_string().has_value();
  if (next_is('-') || next_is_digit()) return read_number().has_value();
  return read_literal();
}

}  // namespace wiretrial::impl
