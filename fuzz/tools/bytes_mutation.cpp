// The mutator of targets whose input is any text.
#include "fuzz/tools/target.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::fuzz {

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate::mutate_bytes(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
