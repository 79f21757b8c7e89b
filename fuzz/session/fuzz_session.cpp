// The sessions of impl/ have the property of session_property.hpp.
#include "fuzz/session/session_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  check_exchange<impl::ClientSession, impl::ServerSession>(input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_bytes_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
