// What a target does when its invariant does not hold.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace wiretrial::fuzz {

// Who hears of a finding before the program ends; nobody, unless somebody wants to.
inline void (*on_finding)(std::string_view oracle) = nullptr;

// Ends the program, naming the oracle and the invariant: a fuzzer takes that for a finding and
// keeps the input.
[[noreturn]] inline void report(std::string_view oracle, std::string_view invariant) {
  if (on_finding != nullptr) on_finding(oracle);
  std::fprintf(stderr, "fuzz: this does not hold: %.*s (oracle: %.*s)\n",
               static_cast<int>(invariant.size()), invariant.data(),
               static_cast<int>(oracle.size()), oracle.data());
  std::abort();
}

// Ends the program when `holds` is false.
inline void check(bool holds, std::string_view invariant) {
  if (!holds) report("target", invariant);
}

}  // namespace wiretrial::fuzz
