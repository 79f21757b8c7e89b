// impl/wire's encoder has the property of roundtrip_property.hpp.
#include "fuzz/roundtrip/roundtrip_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"
#include "impl/wire/encoder.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  check_round_trip(impl::encode, input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_bytes_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
