#include "impl/mutants/json.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "impl/mutants/text.hpp"
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
    if (rules_.text_before_object_passes) skip_until(left_.find('{'));
    JsonValue result;
    skip_space();
    if (left_.empty() && rules_.end_closes_brackets) return JsonValue{Kind::object, "", {}};
    if (!value(result, 0)) return std::nullopt;
    skip_space();
    using Tail = JsonRules::Tail;
    const bool zeros = left_.find_first_not_of("\0 \t\r\n"sv) == std::string_view::npos;
    const bool ends = left_.empty() || rules_.tail == Tail::anything ||
                      (rules_.tail == Tail::zero_bytes && zeros);
    if (!ends) return std::nullopt;
    if (result.kind == Kind::string && rules_.strings_hold_json) {
      return Reader(result.text, rules_).text();
    }
    return result;
  }

 private:
  bool skip(std::string_view token) {
    if (!left_.starts_with(token)) return false;
    left_.remove_prefix(token.size());
    return true;
  }

  void skip_until(std::size_t at) { left_.remove_prefix(std::min(at, left_.size())); }

  void skip_space() {
    while (true) {
      skip_until(left_.find_first_not_of(rules_.white_space));
      if (rules_.line_comments_pass && (skip("//") || skip("#"))) {
        skip_until(left_.find('\n'));
      } else if (rules_.comments_pass && skip("/*")) {
        skip_until(left_.find("*/"));
        skip("*/");
      } else {
        return;
      }
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
    if (word(result) || number(result)) return true;
    result.kind = Kind::string;
    return rules_.bare_values_pass && bare_string(result.text);
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
      const bool constant = kind == Kind::constant;
      if (constant && !rules_.constants_pass && !rules_.words_in_any_case) continue;
      const std::string_view found = left_.substr(0, name.size());
      const bool same = found == name ||
                        (rules_.words_in_any_case && same_in_any_case(found, name)) ||
                        (rules_.words_by_first_letter && !constant && found[0] == name[0]);
      if (!same) continue;
      left_.remove_prefix(found.size());
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
    if (closes(end)) return true;
    std::size_t elements = 0;
    do {
      skip_space();
      while (rules_.empty_elements_pass && skip(",")) skip_space();
      if (rules_.trailing_comma_passes && skip(end)) return true;
      std::string name;
      JsonValue element;
      if (!(object ? member(name, element, depth) : value(element, depth + 1))) return false;
      const bool only = elements++ == 0 && element.kind == Kind::string;
      if (!object) result.text = only ? element.text : "";
      take(result, std::move(name), std::move(element), depth);
      skip_space();
    } while (separates(end));
    return closes(end);
  }

  bool closes(std::string_view end) {
    return skip(end) || (rules_.any_bracket_closes && (skip("]") || skip("}"))) ||
           (rules_.end_closes_brackets && left_.empty());
  }

  bool separates(std::string_view end) {
    if (skip(",") || (rules_.other_separators_pass && skip(";"))) return true;
    return rules_.missing_commas_pass && !left_.empty() && !left_.starts_with(end);
  }

  void take(JsonValue& result, std::string name, JsonValue element, std::size_t depth) {
    std::vector<JsonMember> inner = std::move(element.members);
    element.members.clear();
    if (result.kind == Kind::object && (depth == 0 || rules_.nested_members_count)) {
      result.members.push_back({std::move(name), std::move(element)});
    }
    std::move(inner.begin(), inner.end(), std::back_inserter(result.members));
  }

  bool member(std::string& name, JsonValue& element, std::size_t depth) {
    const bool is_quoted = !left_.empty() && is_quote(left_[0]);
    if (!(is_quoted ? string(name) : rules_.bare_names_pass && bare_string(name))) return false;
    skip_space();
    if (!skip(":") && !(rules_.other_separators_pass && skip("="))) {
      return rules_.names_without_value_pass;
    }
    skip_space();
    return value(element, depth + 1);
  }

  bool bare_string(std::string& text) {
    text = left_.substr(0, left_.find_first_of(" \t\r\n,:;={}[]\"'"));
    left_.remove_prefix(text.size());
    return !text.empty();
  }

  [[nodiscard]] bool is_quote(char byte) const {
    return byte == '"' || (byte == '\'' && rules_.single_quotes_pass);
  }

  bool string(std::string& text) {
    const char quote = left_[0];
    left_.remove_prefix(1);
    while (!left_.empty() && left_[0] != quote) {
      const auto byte = static_cast<unsigned char>(left_[0]);
      if (byte < rules_.lowest_in_strings || (byte == 0x7F && !rules_.delete_passes)) return false;
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
    const bool known = rules_.escape_letters.find(left_[1]) != std::string_view::npos;
    if (known || (rules_.unknown_escapes_pass && left_[1] != 'u')) {
      text += known ? meanings[found] : left_[1];
      left_.remove_prefix(2);
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
    if (!code_unit(first) || (first == 0 && !rules_.zero_escape_passes)) return false;
    if (first < 0xD800 || first > 0xDFFF) {
      append_utf8(text, first);
      return true;
    }
    if (!rules_.surrogate_escapes_pass) return false;
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
    if (left_.size() < 6 || !skip("\\u")) return false;
    if (rules_.escapes_by_strtol) return code_unit_by_strtol(unit);
    const std::string_view digits = rules_.hexadecimal_digits;
    for (int count = 0; count < 4; ++count) {
      const std::size_t digit = digits.find(left_[0]);
      if (digit == std::string_view::npos) return false;
      unit = unit << 4 | static_cast<std::uint32_t>(digit % 16);
      left_.remove_prefix(1);
    }
    return true;
  }

  bool code_unit_by_strtol(std::uint32_t& unit) {
    const std::string four(left_.substr(0, 4));
    char* end = nullptr;
    unit = static_cast<std::uint32_t>(std::strtol(four.c_str(), &end, 16)) & 0xFFFF;
    left_.remove_prefix(static_cast<std::size_t>(end - four.c_str()));
    return end != four.c_str();
  }

  std::size_t skip_digits() {
    const std::size_t count = std::min(left_.find_first_not_of("0123456789"), left_.size());
    left_.remove_prefix(count);
    return count;
  }

  bool number(JsonValue& result) {
    if (rules_.lenient_numbers_pass) return lenient_number(result);
    const std::string_view before = left_;
    skip("-");
    const bool zero = left_.starts_with('0');
    const std::size_t whole = skip_digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (skip(".") && skip_digits() == 0) return false;
    if (!left_.empty() && rules_.exponent_letters.find(left_[0]) != std::string_view::npos) {
      left_.remove_prefix(1);
      if (!skip("-")) skip("+");
      if (skip_digits() == 0) return false;
    }
    result = {Kind::number, std::string(before.substr(0, before.size() - left_.size())), {}};
    const std::size_t room = rules_.number_buffer_bytes;
    if (room != 0 && result.text.size() > room) std::abort();
    return true;
  }

  bool lenient_number(JsonValue& result) {
    if (left_.empty() ||
        std::string_view("0123456789+-.").find(left_[0]) == std::string_view::npos) {
      return false;
    }
    std::string text(left_.substr(0, left_.find_first_not_of("0123456789abcdefABCDEFxX_+-.")));
    left_.remove_prefix(text.size());
    std::erase(text, '_');
    result = {Kind::number, std::to_string(std::strtoll(text.c_str(), nullptr, 0)), {}};
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
