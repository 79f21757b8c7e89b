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

}  // namespace wiretrial::mutants
