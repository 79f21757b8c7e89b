// The tokens of a JSON header, one after another, without allocating anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// Walks over a text once, from front to back. A `read_` or `expect_` function that returns nothing
// or false has found the text wrong: `error()` then says how, with an offset into the text, and the
// scanner must not be used further. `text` must outlive the scanner and the views it returns.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] bool next_is(char character) const {
    return !at_end() && text_[position_] == character;
  }

  void skip_space();

  // Steps over `character` if it is next.
  bool take(char character);

  // Steps over `character`, or fails with `reason`.
  [[nodiscard]] bool expect(char character, std::string_view reason);

  // The inside of a string literal, still escaped but known to be well-formed: UTF-8 (HDR-1), no
  // raw control characters, whole escapes (HDR-2), no lone surrogates (HDR-15).
  [[nodiscard]] std::optional<std::string_view> read_string();

  // The text of a number. -Infinity is HDR-14.
  [[nodiscard]] std::optional<std::string_view> read_number();

  // true, false or null; NaN and Infinity are HDR-14, anything else is HDR-2.
  [[nodiscard]] bool read_literal();

  // Any value that is neither object nor array.
  [[nodiscard]] bool read_scalar();

  // Records that the text is wrong here, or as HDR-1 says where the next byte is not even UTF-8.
  // Returns false, for the caller to pass on.
  bool fail(std::string_view reason);
  bool fail_as(Clause clause, std::size_t position, std::string_view reason);

  [[nodiscard]] const WireError& error() const { return error_; }

 private:
  [[nodiscard]] bool next_is_digit() const;
  [[nodiscard]] bool step_over_character();
  [[nodiscard]] bool step_over_escape();
  [[nodiscard]] bool step_over_unicode_escape();
  [[nodiscard]] std::optional<unsigned> hexadecimal_at(std::size_t position) const;
  [[nodiscard]] bool step_over_digits();
  bool take_word(std::string_view word);

  std::string_view text_;
  std::size_t position_ = 0;
  WireError error_{Clause::hdr_2, 0, "the header is not JSON"};
};

}  // namespace wiretrial::impl
