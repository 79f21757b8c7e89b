// What a target does when its invariant does not hold.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace wiretrial::fuzz {

// Ends the program when `holds` is false, naming the invariant: a fuzzer takes that for a finding
// and keeps the input.
inline void check(bool holds, std::string_view invariant) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: this does not hold: %.*s\n", static_cast<int>(invariant.size()),
               invariant.data());
  std::abort();
}

}  // namespace wiretrial::fuzz
