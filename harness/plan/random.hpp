// Chance that is the same on every platform: the standard library's distributions and shuffle are
// not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/model/step.hpp"

namespace wiretrial::plan {

// SplitMix64 by Vigna.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // A number from 0 to `bound` - 1; `bound` is not 0.
  std::size_t below(std::size_t bound);

 private:
  std::uint64_t state_;
};

// Fisher and Yates, from the last place down.
template <typename Value>
void shuffle(std::vector<Value>& values, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

// Fills the spans `random`, `random2`, ... of every send with bytes from the seed, the lowest byte
// of each number first.
void fill_random_spans(std::vector<model::Step>& steps, std::uint64_t seed);

}  // namespace wiretrial::plan
