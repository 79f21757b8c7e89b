#include "impl/wire/json_scanner.hpp"

#include "impl/wire/utf8.hpp"

namespace wiretrial::impl {
namespace {

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

bool JsonScanner::fail(std::string_view reason) {
  if (!at_end() && utf8_sequence_length({next_, left()}, 0) == 0) {
    return fail_as(Clause::hdr_1, position(), "the header is not UTF-8");
  }
  return fail_as(Clause::hdr_2, position(), reason);
}

bool JsonScanner::fail_as(Clause clause, std::size_t position, std::string_view reason) {
  error_ = {clause, position, reason};
  return false;
}

bool JsonScanner::step_to_end_of_string(bool& has_escape) {
  while (!next_is('"')) {
    if (!step_over_character(has_escape)) return false;
    next_ = end_of_plain(next_, end_);
  }
  return true;
}

bool JsonScanner::step_over_character(bool& has_escape) {
  if (at_end()) return fail("a string has no end");
  if (static_cast<unsigned char>(*next_) < 0x20) {
    return fail("a string holds a raw control character");
  }
  if (*next_ == '\\') {
    has_escape = true;
    return step_over_escape();
  }
  const std::size_t length = utf8_sequence_length({next_, left()}, 0);
  if (length == 0) return fail("the header is not UTF-8");
  next_ += length;
  return true;
}

bool JsonScanner::step_over_escape() {
  ++next_;
  if (at_end()) return fail("a string has no end");
  if (*next_ == 'u') return step_over_unicode_escape();
  constexpr std::string_view simple_escapes = "\"\\/bfnrt";
  if (simple_escapes.find(*next_) == std::string_view::npos) {
    return fail("a string holds an unknown escape");
  }
  ++next_;
  return true;
}

bool JsonScanner::step_over_unicode_escape() {
  const std::size_t backslash = position() - 1;
  const auto unit = hexadecimal_at(next_ + 1);
  if (!unit) return fail("\\u is not followed by four hexadecimal digits");
  next_ += 5;
  if (!is_high_surrogate(*unit) && !is_low_surrogate(*unit)) return true;
  if (is_high_surrogate(*unit) && left() >= 2 && next_[0] == '\\' && next_[1] == 'u') {
    const auto low = hexadecimal_at(next_ + 2);
    if (low && is_low_surrogate(*low)) {
      next_ += 6;
      return true;
    }
  }
  return fail_as(Clause::hdr_15, backslash, "an escape is a lone surrogate");
}

// `place` is at most the end.
std::optional<unsigned> JsonScanner::hexadecimal_at(const char* place) const {
  if (end_ - place < 4) return std::nullopt;
  unsigned value = 0;
  for (const char character : std::string_view(place, 4)) {
    const char lower = static_cast<char>(character | 0x20);
    if (character >= '0' && character <= '9') {
      value = value * 16 + static_cast<unsigned>(character - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<unsigned>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

bool JsonScanner::step_over_exponent() {
  if (!take('+')) take('-');
  return step_over_digits();
}

void JsonScanner::fail_as_number(const char* start) {
  if (*start == '-' && next_ == start + 1 && next_is('I')) {
    fail_as(Clause::hdr_14, static_cast<std::size_t>(start - begin_), "-Infinity is no JSON");
  } else {
    fail("a number lacks a digit");
  }
}

bool JsonScanner::fail_as_literal() {
  const std::size_t start = position();
  if (take_word("NaN") || take_word("Infinity")) {
    return fail_as(Clause::hdr_14, start, "NaN and Infinity are no JSON");
  }
  return fail("a value is expected");
}

}  // namespace wiretrial::impl
