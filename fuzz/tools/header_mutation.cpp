// The mutator of targets whose input is the header of a message.
#include "fuzz/tools/target.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::fuzz {

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate::mutate_header(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
