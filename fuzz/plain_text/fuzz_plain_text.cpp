// Both ways in impl/wire of finding the end of plain text have the property of
// plain_text_property.hpp.
#include "fuzz/plain_text/plain_text_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"
#include "impl/wire/plain_text.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  check_plain_text(impl::end_of_plain, input, OracleSet::all());
  check_plain_text(impl::end_of_plain_portable, input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_bytes_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
