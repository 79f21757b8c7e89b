#include "impl/mutants/json.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "impl/mutants/utf8.hpp"

namespace wiretrial::mutants {
namespace {

using Kind = JsonValue::Kind;
using namespace std::string_view_literals;

class Reader {
 public:
  Reader(std::string_view text, const JsonRules& rules) : left_(text), rules_(rules) {}

  std::optional<JsonValue> text() {
    if (rules_.byte_order_mark_passes) skip("\xEF\xBB\xBF");
    JsonValue result;
    skip_space();
    if (!value(result, 0)) return std::nullopt;
    skip_space();
    using Tail = JsonRules::Tail;
    const bool zeros = left_.find_first_not_of("\0 \t\r\n"sv) == std::string_view::npos;
    if (left_.empty() || rules_.tail == Tail::anything) return result;
    if (rules_.tail == Tail::zero_bytes && zeros) return result;
    return std::nullopt;
  }

 private:
  bool skip(std::string_view token) {
    if (!left_.starts_with(token)) return false;
    left_.remove_prefix(token.size());
    return true;
  }

  void skip_space() {
    while (true) {
      left_.remove_prefix(std::min(left_.find_first_not_of(rules_.white_space), left_.size()));
      if (!rules_.comments_pass || !skip("/*")) return;
      left_.remove_prefix(std::min(left_.find("*/"), left_.size()));
      skip("*/");
    }
  }

  bool value(JsonValue& result, std::size_t depth) {
    if (left_.empty()) return false;
    if (left_[0] == '{' || left_[0] == '[')
      return depth < rules_.depth_limit && nested(result, depth);
    if (is_quote(left_[0])) {
      result.kind = Kind::string;
      return string(result.text);
    }
    return word(result) || number(result);
  }

  bool word(JsonValue& result) {
    constexpr std::array<std::pair<std::string_view, Kind>, 6> words{
        {{"null", Kind::null},
         {"true", Kind::boolean},
         {"false", Kind::boolean},
         {"NaN", Kind::constant},
         {"Infinity", Kind::constant},
         {"-Infinity", Kind::constant}}};
    for (const auto& [name, kind] : words) {
      if (kind == Kind::constant && !rules_.constants_pass) continue;
      if (!skip(name)) continue;
      result = {kind, std::string(name), {}};
      return true;
    }
    return false;
  }

  // An array or an object; both are lists of elements, which have names or have none.
  bool nested(JsonValue& result, std::size_t depth) {
    const bool object = left_[0] == '{';
    const std::string_view end = object ? "}" : "]";
    result.kind = object ? Kind::object : Kind::array;
    left_.remove_prefix(1);
    skip_space();
    if (skip(end)) return true;
    do {
      skip_space();
      if (rules_.trailing_comma_passes && skip(end)) return true;
      std::string name;
      if (object && !member_name(name)) return false;
      JsonValue element;
      if (!value(element, depth + 1)) return false;
      if (object && depth == 0) result.members.push_back({std::move(name), std::move(element)});
      skip_space();
    } while (skip(","));
    return skip(end);
  }

  bool member_name(std::string& name) {
    if (left_.empty() || !is_quote(left_[0]) || !string(name)) return false;
    skip_space();
    if (!skip(":")) return false;
    skip_space();
    return true;
  }

  [[nodiscard]] bool is_quote(char byte) const {
    return byte == '"' || (byte == '\'' && rules_.single_quotes_pass);
  }

  bool string(std::string& text) {
    const char quote = left_[0];
    left_.remove_prefix(1);
    while (!left_.empty() && left_[0] != quote) {
      const auto byte = static_cast<unsigned char>(left_[0]);
      if (byte < 0x20 && !rules_.controls_in_strings_pass) return false;
      if (byte != '\\') {
        text += left_[0];
        left_.remove_prefix(1);
      } else if (!escape(text)) {
        return false;
      }
    }
    if (left_.empty()) return false;
    left_.remove_prefix(1);
    return true;
  }

  bool escape(std::string& text) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::string_view before = left_;
    const std::size_t length_before = text.size();
    if (left_.size() < 2) return false;
    const std::size_t found = names.find(left_[1]);
    if (found != std::string_view::npos) {
      left_.remove_prefix(2);
      text += meanings[found];
    } else if (!code_point_escape(text)) {
      return false;
    }
    if (rules_.escapes_are_undone) return true;
    text.resize(length_before);
    text += before.substr(0, before.size() - left_.size());
    return true;
  }

  bool code_point_escape(std::string& text) {
    std::uint32_t first = 0;
    if (!code_unit(first)) return false;
    if (first < 0xD800 || first > 0xDFFF) {
      append_utf8(text, first);
      return true;
    }
    std::uint32_t second = 0;
    // A surrogate alone may be rejected (HDR-15, CNT-13).
    if (first > 0xDBFF || !code_unit(second) || second < 0xDC00 || second > 0xDFFF) return false;
    if (rules_.surrogates_are_joined) {
      append_utf8(text, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
    } else {
      text += "??";
    }
    return true;
  }

  bool code_unit(std::uint32_t& unit) {
    constexpr std::string_view digits = "0123456789abcdef0123456789ABCDEF";
    if (left_.size() < 6 || !skip("\\u")) return false;
    for (int count = 0; count < 4; ++count) {
      const std::size_t digit = digits.find(left_[0]);
      if (digit == std::string_view::npos) return false;
      unit = unit << 4 | static_cast<std::uint32_t>(digit % 16);
      left_.remove_prefix(1);
    }
    return true;
  }

  std::size_t skip_digits() {
    const std::size_t count = std::min(left_.find_first_not_of("0123456789"), left_.size());
    left_.remove_prefix(count);
    return count;
  }

  bool number(JsonValue& result) {
    const std::string_view before = left_;
    const bool lenient = rules_.lenient_numbers_pass;
    if (!skip("-") && lenient) skip("+");
    const bool zero = left_.starts_with('0');
    const std::size_t whole = skip_digits();
    if (!lenient && (whole == 0 || (zero && whole > 1))) return false;
    const bool fraction = skip(".");
    const std::size_t fraction_digits = fraction ? skip_digits() : 0;
    if (fraction && fraction_digits == 0 && !lenient) return false;
    if (whole + fraction_digits == 0) return false;
    if (skip("e") || skip("E")) {
      if (!skip("-")) skip("+");
      if (skip_digits() == 0) return false;
    }
    result = {Kind::number, std::string(before.substr(0, before.size() - left_.size())), {}};
    const std::size_t room = rules_.number_buffer_bytes;
    if (room != 0 && result.text.size() > room) std::abort();
    return true;
  }

  std::string_view left_;
  const JsonRules& rules_;
};

}  // namespace

std::optional<JsonValue> read_json(std::string_view text, const JsonRules& rules) {
  return Reader(text, rules).text();
}

}  // namespace wiretrial::mutants
