#include "harness/protocol/json_text.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "harness/protocol/utf8.hpp"

namespace wiretrial::protocol {

namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

int hexadecimal_value(char character) {
  if (is_digit(character)) return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

struct Literal {
  std::string_view text;
  JsonType type;
};

constexpr std::array<Literal, 6> literals{{{"true", JsonType::boolean},
                                           {"false", JsonType::boolean},
                                           {"null", JsonType::null},
                                           {"NaN", JsonType::not_json},
                                           {"Infinity", JsonType::not_json},
                                           {"-Infinity", JsonType::not_json}}};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  JsonScan run() {
    skip_space();
    while (begin_value()) {
      // A container that was just opened and is not empty wants its first value.
      if (opened_ && !at_closing()) {
        if (!begin_element()) break;
        continue;
      }
      if (!end_values()) break;
    }
    return std::move(scan_);
  }

 private:
  bool fail(std::string reason) {
    scan_.error = JsonError{at_, std::move(reason)};
    return false;
  }

  [[nodiscard]] bool ended() const { return at_ >= text_.size(); }
  [[nodiscard]] char here() const { return text_[at_]; }
  [[nodiscard]] bool is(char character) const { return !ended() && here() == character; }

  void skip_space() {
    while (is(' ') || is('\t') || is('\n') || is('\r')) ++at_;
  }

  [[nodiscard]] bool at_closing() const { return is(stack_.back() == '{' ? '}' : ']'); }

  // Consumes a scalar, or opens a container and the white space after its bracket.
  bool begin_value() {
    opened_ = false;
    if (ended()) return fail("the text ends where a value is due");
    const std::size_t begin = at_;
    const char first = here();
    if (first == '{' || first == '[') {
      note_value(first == '{' ? JsonType::object : JsonType::array, begin);
      stack_ += first;
      ++at_;
      skip_space();
      opened_ = true;
      return true;
    }
    return scalar(begin, first);
  }

  bool scalar(std::size_t begin, char first) {
    if (first == '"') {
      note_value(JsonType::string, begin);
      return string();
    }
    for (const Literal& literal : literals) {
      if (text_.substr(at_).starts_with(literal.text)) return consume(literal);
    }
    if (first != '-' && !is_digit(first)) return fail("no JSON value begins here");
    note_value(JsonType::number, begin);
    return number();
  }

  bool consume(const Literal& literal) {
    note_value(literal.type, at_);
    if (literal.type == JsonType::not_json && !scan_.not_json_offset) scan_.not_json_offset = at_;
    at_ += literal.text.size();
    return true;
  }

  // Remembers the type of the outermost value and of the outermost object's members.
  void note_value(JsonType type, std::size_t begin) {
    if (stack_.empty()) scan_.type = type;
    if (stack_ != "{") return;
    scan_.members.back().type = type;
    scan_.members.back().offset = begin;
  }

  void note_end() {
    if (stack_ != "{" || scan_.members.empty()) return;
    JsonMember& member = scan_.members.back();
    if (member.raw.empty()) member.raw = text_.substr(member.offset, at_ - member.offset);
  }

  // After a value: closes what ends here and goes to the next value. False at the end of the text
  // or at an error.
  bool end_values() {
    while (true) {
      if (!opened_) note_end();
      opened_ = false;
      skip_space();
      if (stack_.empty()) return ended() ? false : fail("bytes after the end of the JSON text");
      if (at_closing()) {
        stack_.pop_back();
        ++at_;
        continue;
      }
      if (!is(',')) return fail("a comma or a closing bracket is due");
      ++at_;
      skip_space();
      return begin_element();
    }
  }

  // In an object: consumes a name and its colon.
  bool begin_element() {
    if (stack_.back() != '{') return true;
    if (!is('"')) return fail("a name in quotes is due");
    const std::size_t begin = at_;
    if (!string()) return false;
    const std::string_view raw = text_.substr(begin, at_ - begin);
    skip_space();
    if (!is(':')) return fail("a colon is due");
    ++at_;
    skip_space();
    if (stack_.size() == 1) {
      scan_.members.push_back({decode_json_string(raw), begin, JsonType::null, {}, at_});
    }
    return true;
  }

  bool string() {
    ++at_;
    while (!ended() && here() != '"') {
      if (static_cast<unsigned char>(here()) < 0x20) return fail("a control character in a string");
      if (here() == '\\' && !escape()) return false;
      ++at_;
    }
    if (ended()) return fail("the text ends inside a string");
    ++at_;
    return true;
  }

  // From the backslash to the last character of the escape.
  bool escape() {
    ++at_;
    if (ended()) return fail("the text ends inside a string");
    if (std::string_view("\"\\/bfnrt").find(here()) != std::string_view::npos) return true;
    if (here() != 'u') return fail("an unknown escape in a string");
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (ended() || hexadecimal_value(here()) < 0)
        return fail("\\u wants four hexadecimal digits");
    }
    return true;
  }

  bool number() {
    if (is('-')) ++at_;
    if (is('0')) {
      ++at_;
      if (!ended() && is_digit(here())) return fail("a number begins with a superfluous zero");
    } else if (!digits()) {
      return false;
    }
    if (is('.')) {
      ++at_;
      if (!digits()) return false;
    }
    if (is('e') || is('E')) {
      ++at_;
      if (is('+') || is('-')) ++at_;
      if (!digits()) return false;
    }
    return true;
  }

  bool digits() {
    if (ended() || !is_digit(here())) return fail("a digit is due");
    while (!ended() && is_digit(here())) ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string stack_;  // the open brackets, outermost first
  bool opened_ = false;
  JsonScan scan_;
};

std::uint32_t four_digits(std::string_view text) {
  std::uint32_t value = 0;
  for (const char character : text.substr(0, 4)) {
    value = value * 16 + static_cast<std::uint32_t>(hexadecimal_value(character));
  }
  return value;
}

// The code point of the \u escape whose digits begin at `at`, which moves behind it (and behind a
// low surrogate's).
std::uint32_t unicode_escape(std::string_view raw, std::size_t& at) {
  const std::uint32_t first = four_digits(raw.substr(at));
  at += 4;
  const bool high = first >= 0xd800 && first < 0xdc00;
  if (!high || raw.substr(at, 2) != "\\u") return first;
  const std::uint32_t second = four_digits(raw.substr(at + 2));
  if (second < 0xdc00 || second > 0xdfff) return first;
  at += 6;
  return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
}

constexpr std::string_view escape_letters = "bfnrt";
constexpr std::string_view escape_values = "\b\f\n\r\t";

}  // namespace

JsonScan scan_json(std::string_view text) {
  return Scanner(text).run();
}

std::string decode_json_string(std::string_view raw) {
  std::string text;
  std::size_t at = 1;
  while (at + 1 < raw.size()) {
    const char character = raw[at++];
    if (character != '\\') {
      text += character;
      continue;
    }
    const char letter = raw[at++];
    const std::size_t index = escape_letters.find(letter);
    if (letter == 'u') {
      append_code_point(text, unicode_escape(raw, at));
    } else {
      text += index == std::string_view::npos ? letter : escape_values[index];
    }
  }
  return text;
}

std::string encode_json_string(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string raw = "\"";
  for (const char character : text) {
    const auto value = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      raw += {'\\', character};
    } else if (value < 0x20) {
      raw += "\\u00";
      raw += {digits[value >> 4U], digits[value & 0xfU]};
    } else {
      raw += character;
    }
  }
  return raw + '"';
}

}  // namespace wiretrial::protocol
