// The mutants and variants of both roles by name: the same names as in mutants.json, which says
// what each of them is.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

struct Deviation {
  std::string_view name;
  void (*apply)(Rules& rules);
};

[[nodiscard]] std::span<const Deviation> server_deviations();
[[nodiscard]] std::span<const Deviation> client_deviations();

// The rules of the program of that name; `none` deviates in nothing. Nothing for an unknown name.
[[nodiscard]] std::optional<Rules> rules_of(std::span<const Deviation> deviations,
                                            std::string_view name);

}  // namespace wiretrial::mutants
