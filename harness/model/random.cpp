#include "harness/model/random.hpp"

namespace wiretrial::model {

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

std::size_t Random::below(std::size_t bound) {
  // Numbers beyond the last whole multiple of the bound would make small results likelier.
  const std::uint64_t excess = (0 - static_cast<std::uint64_t>(bound)) % bound;
  std::uint64_t number = next();
  while (number < excess) number = next();
  return static_cast<std::size_t>(number % bound);
}

}  // namespace wiretrial::model
