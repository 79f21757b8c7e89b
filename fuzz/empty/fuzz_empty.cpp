// Does nothing, as fast as a fuzzer can: what the speed of the others is compared with.
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view) {}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_stream_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
