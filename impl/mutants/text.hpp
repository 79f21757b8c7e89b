// Small questions about text, without a locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace wiretrial::mutants {

// ASCII letters only (PROTOCOL.md CNT-2).
[[nodiscard]] inline bool same_in_any_case(std::string_view left, std::string_view right) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

// As C compares strings: up to the first zero byte.
[[nodiscard]] inline bool same_c_string(std::string_view left, std::string_view right) {
  return left.substr(0, left.find('\0')) == right;
}

[[nodiscard]] inline bool same_trimmed(std::string_view left, std::string_view right) {
  constexpr std::string_view space = " \t\r\n";
  left.remove_prefix(std::min(left.find_first_not_of(space), left.size()));
  return left.substr(0, left.find_last_not_of(space) + 1) == right;
}

[[nodiscard]] inline bool same_with_underscores(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return a == b || (a == '_' && b == '-'); });
}

}  // namespace wiretrial::mutants
