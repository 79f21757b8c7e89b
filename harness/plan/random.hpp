// What a plan leaves to chance, from its seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/model/random.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::plan {

using model::Random;

// Fisher and Yates, from the last place down.
template <typename Value>
void shuffle(std::vector<Value>& values, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

// Fills the spans `random`, `random2`, ... of every send with bytes from the seed, the lowest byte
// of each number first.
void fill_random_spans(model::Steps& steps, std::uint64_t seed);

}  // namespace wiretrial::plan
