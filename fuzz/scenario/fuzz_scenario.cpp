// The loaders have the property of scenario_property.hpp.
#include "fuzz/scenario/scenario_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  static const Loaders loaders = real_loaders();
  check_loaders(loaders, input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_json_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
