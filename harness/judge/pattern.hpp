// Regular expressions of subject descriptions and of CLI-3, by PCRE2 with a match limit: a
// subject's output must not be able to hold the judge up.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace wiretrial::judge {

// The pattern cannot be compiled; the message names the position and PCRE2's reason.
class PatternError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a pattern is matched with: characters, or whatever bytes a subject sends.
enum class PatternUnit { character, byte };

class Pattern {
 public:
  // Throws PatternError.
  explicit Pattern(std::string_view expression, PatternUnit unit = PatternUnit::character);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  // Whether the pattern matches somewhere; when PCRE2's match limit is reached it does not.
  [[nodiscard]] bool found_in(std::string_view text) const;
  // The same for patterns of scenarios, where that would be a wrong verdict: at the limit it throws
  // PatternError.
  [[nodiscard]] bool surely_found_in(std::string_view text) const;
  // What the group of this name matches in the first match; nothing without a match, without such a
  // group, or where the match leaves it out.
  [[nodiscard]] std::optional<std::string> captured(std::string_view text,
                                                    const std::string& group) const;
  // The text with every match replaced.
  [[nodiscard]] std::string replace(std::string_view text, std::string_view replacement) const;

 private:
  struct Code;
  [[nodiscard]] int match(std::string_view text) const;
  std::unique_ptr<Code> code_;
};

}  // namespace wiretrial::judge
