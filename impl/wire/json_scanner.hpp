// The tokens of a JSON header, one after another, without allocating anything.
#pragma once

#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

#include "impl/wire/plain_text.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// The inside of a string literal, still escaped but known to be well-formed.
struct RawString {
  std::string_view text;
  bool has_escape = false;
};

// A number as it is written.
struct RawNumber {
  std::string_view text;
  // It is digits and nothing else.
  bool is_count = false;
};

// Walks over a text once, from front to back. A `read_` or `expect_` function that returns nothing
// or false has found the text wrong: `error()` then says how, with an offset into the text, and the
// scanner must not be used further. `text` must outlive the scanner and the views it returns. What
// nearly every byte goes through is defined here, to be part of the loops that use it.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text)
      : begin_(text.data()), next_(begin_), end_(begin_ + text.size()) {}

  [[nodiscard]] std::size_t position() const { return static_cast<std::size_t>(next_ - begin_); }
  [[nodiscard]] bool at_end() const { return next_ == end_; }

  // The next byte, or NUL at the end: nothing in JSON begins with NUL.
  [[nodiscard]] char next() const { return at_end() ? '\0' : *next_; }
  [[nodiscard]] bool next_is(char character) const { return !at_end() && *next_ == character; }
  [[nodiscard]] bool next_is_digit() const { return !at_end() && *next_ >= '0' && *next_ <= '9'; }

  void skip_space() {
    take(' ');  // most often there is one, or none
    while (!at_end() && *next_ <= ' ' && is_space(*next_)) ++next_;
  }

  // Steps over the next byte, which must not be the end.
  void step() { ++next_; }

  // Steps over `character` if it is next.
  bool take(char character) {
    if (!next_is(character)) return false;
    ++next_;
    return true;
  }

  // The same for a word.
  template <std::size_t size>
  bool take_word(const char (&word)[size]) {
    if (!next_is_word(word)) return false;
    next_ += size - 1;
    return true;
  }
  template <std::size_t size>
  [[nodiscard]] bool next_is_word(const char (&word)[size]) const {
    constexpr std::size_t letters = size - 1;  // without the NUL
    return left() >= letters && std::memcmp(next_, word, letters) == 0;
  }

  // Steps over `character`, or fails with `reason`.
  [[nodiscard]] bool expect(char character, std::string_view reason) {
    return take(character) || fail(reason);
  }

  // The colon between a name and its value, and the space around it.
  [[nodiscard]] bool expect_colon() {
    if (take_with_space(':')) return true;
    skip_space();
    if (!expect(':', "a member's name needs : after it")) return false;
    skip_space();
    return true;
  }

  // Steps over the comma before the next element, if there is one, and over the space around it.
  bool take_comma() {
    if (take_with_space(',')) return true;
    skip_space();
    if (!take(',')) return false;
    skip_space();
    return true;
  }

  // The inside of a string literal: UTF-8 (HDR-1), no raw control characters, whole escapes
  // (HDR-2), no lone surrogates (HDR-15).
  [[nodiscard]] std::optional<RawString> read_string() {
    if (!expect('"', "a string is expected")) return std::nullopt;
    const char* start = next_;
    next_ = end_of_plain(next_, end_);
    bool has_escape = false;
    if (!next_is('"') && !step_to_end_of_string(has_escape)) return std::nullopt;
    return RawString{{start, next_++}, has_escape};
  }

  // -Infinity is HDR-14.
  [[nodiscard]] std::optional<RawNumber> read_number() {
    const char* start = next_;
    const bool is_negative = take('-');
    bool is_right = take('0') || step_over_digits();
    const char* end_of_count = next_;
    if (is_right && take('.')) is_right = step_over_digits();
    if (is_right && (take('e') || take('E'))) is_right = step_over_exponent();
    if (!is_right) {
      fail_as_number(start);
      return std::nullopt;
    }
    return RawNumber{{start, next_}, !is_negative && next_ == end_of_count};
  }

  // true, false or null; NaN and Infinity are HDR-14, anything else is HDR-2.
  [[nodiscard]] bool read_literal() {
    return take_word("true") || take_word("null") || take_word("false") || fail_as_literal();
  }

  // Any value that is neither object nor array.
  [[nodiscard]] bool read_scalar() {
    const char first = next();
    if (first == '"') return read_string().has_value();
    if (first == '-' || (first >= '0' && first <= '9')) return read_number().has_value();
    return read_literal();
  }

  // Records that the text is wrong here, or as HDR-1 says where the next byte is not even UTF-8.
  // Returns false, for the caller to pass on.
  bool fail(std::string_view reason);
  bool fail_as(Clause clause, std::size_t position, std::string_view reason);

  [[nodiscard]] const WireError& error() const { return error_; }

 private:
  static bool is_space(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }
  // The way in which most write it, `character` and one space, is looked for at once.
  bool take_with_space(char character) {
    if (left() < 3 || next_[0] != character || next_[1] != ' ' || next_[2] <= ' ') return false;
    next_ += 2;
    return true;
  }
  // Returns whether there was one.
  bool step_over_digits() {
    const char* start = next_;
    while (next_is_digit()) ++next_;
    return next_ != start;
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }
  [[nodiscard]] bool fail_as_literal();
  [[nodiscard]] bool step_to_end_of_string(bool& has_escape);
  [[nodiscard]] bool step_over_character(bool& has_escape);
  [[nodiscard]] bool step_over_escape();
  [[nodiscard]] bool step_over_unicode_escape();
  [[nodiscard]] std::optional<unsigned> hexadecimal_at(const char* place) const;
  [[nodiscard]] bool step_over_exponent();
  void fail_as_number(const char* start);

  const char* begin_;
  const char* next_;
  const char* end_;
  WireError error_{Clause::hdr_2, 0, "the header is not JSON"};
};

}  // namespace wiretrial::impl
