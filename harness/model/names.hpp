// Words of the record: every enumeration has one table of names, used by JSON, reports and errors
// alike.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wiretrial::model {

// Specialised beside each enumeration with `static constexpr std::array<std::pair<E,
// std::string_view>, N> table`.
template <typename Enumeration>
struct Names;

// The word for a value; every value has one, or it is a defect that the tests of its table find.
template <typename Enumeration>
[[nodiscard]] constexpr std::string_view name_of(Enumeration value) {
  for (const auto& [candidate, name] : Names<Enumeration>::table) {
    if (candidate == value) return name;
  }
  return "?";
}

// The value for a word, or nothing when the word is unknown; the caller says where it stood.
template <typename Enumeration>
[[nodiscard]] constexpr std::optional<Enumeration> value_of(std::string_view word) {
  for (const auto& [candidate, name] : Names<Enumeration>::table) {
    if (name == word) return candidate;
  }
  return std::nullopt;
}

}  // namespace wiretrial::model
