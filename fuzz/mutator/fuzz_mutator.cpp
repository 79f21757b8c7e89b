// harness/mutate has the property of mutator_property.hpp.
#include "fuzz/mutator/mutator_property.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  static const Mutator mutator = real_mutator();
  const auto [stream, seed] = split_input(input);
  check_mutator(mutator, stream, seed, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_stream_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
