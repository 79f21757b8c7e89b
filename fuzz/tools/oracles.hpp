// By what a target tells right from wrong. Targets use all oracles that they have; the planted bugs
// are looked for once with all of them and once with all but one.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

#include "fuzz/tools/check.hpp"

namespace wiretrial::fuzz {

enum class Oracle : std::size_t {
  split_invariance,
  exact_chunks,
  differential,
  bounded_memory,
  progress,
  round_trip,
  error_position,
  prefix_monotonicity,
  reset_equivalence,
  truncation_verdict,
  allocation_failure,
  one_answer,
  same_verdict,
  deadline_while_waiting,
  ends,
  clear_errors,
  same_again,
  promised_size,
  true_lengths,
  count,
};

[[nodiscard]] constexpr std::string_view name_of(Oracle oracle) {
  constexpr std::string_view names[] = {"split invariance",
                                        "exact-size chunks",
                                        "differential",
                                        "bounded memory",
                                        "progress",
                                        "round trip",
                                        "error position",
                                        "prefix monotonicity",
                                        "reset equivalence",
                                        "truncation verdict",
                                        "allocation failure",
                                        "one answer at most",
                                        "same verdict",
                                        "deadline while waiting",
                                        "ends",
                                        "clear errors",
                                        "same again",
                                        "promised size",
                                        "true lengths"};
  static_assert(std::size(names) == static_cast<std::size_t>(Oracle::count));
  return names[static_cast<std::size_t>(oracle)];
}

class OracleSet {
 public:
  [[nodiscard]] static OracleSet all() {
    OracleSet set;
    set.oracles_.set();
    return set;
  }

  [[nodiscard]] OracleSet without(Oracle oracle) const {
    OracleSet set = *this;
    set.oracles_.reset(static_cast<std::size_t>(oracle));
    return set;
  }

  [[nodiscard]] bool has(Oracle oracle) const { return oracles_[static_cast<std::size_t>(oracle)]; }

  // Ends the program when an oracle that is in use finds `invariant` broken; see `check`.
  void expect(Oracle oracle, bool holds, std::string_view invariant) const {
    if (!holds && has(oracle)) report(name_of(oracle), invariant);
  }

 private:
  std::bitset<static_cast<std::size_t>(Oracle::count)> oracles_;
};

}  // namespace wiretrial::fuzz
