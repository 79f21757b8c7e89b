#include "fuzz/tools/mutations.hpp"

#include "fuzz/tools/input.hpp"
#include "harness/model/random.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::fuzz {

std::string mutate_stream_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  const auto [stream, decisions] = split_input(input);
  if (max_bytes < decision_bytes) return mutate::mutate_bytes(input, max_bytes, seed);
  model::Random random(seed);
  const std::uint64_t other = random.below(4) == 0 ? random.next() : decisions;
  return join_input(mutate::mutate_stream(stream, max_bytes - decision_bytes, random.next()),
                    other);
}

std::string mutate_header_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate::mutate_header(input, max_bytes, seed);
}

std::string mutate_bytes_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate::mutate_bytes(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
