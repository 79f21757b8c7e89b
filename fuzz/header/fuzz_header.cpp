// impl/wire's header parser has the property of header_property.hpp.
#include "fuzz/header/header_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  check_header(impl::parse_header, input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_header_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
