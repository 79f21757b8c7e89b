// Chance that is the same on every platform, which the standard library's distributions are not.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wiretrial::model {

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

}  // namespace wiretrial::model
