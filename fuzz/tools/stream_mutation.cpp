// The mutator of targets whose input is a stream of messages and decisions.
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/model/random.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::fuzz {

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  const auto [stream, decisions] = split_input(input);
  if (max_bytes < decision_bytes) return mutate::mutate_bytes(input, max_bytes, seed);
  model::Random random(seed);
  const std::uint64_t other = random.below(4) == 0 ? random.next() : decisions;
  return join_input(mutate::mutate_stream(stream, max_bytes - decision_bytes, random.next()),
                    other);
}

}  // namespace wiretrial::fuzz
