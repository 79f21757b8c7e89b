// The sessions of impl/ have the properties of peer_property.hpp.
#include "fuzz/peer/peer_property.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  const auto [stream, decisions] = split_input(input);
  check_server<impl::ServerSession>(stream, decisions, OracleSet::all());
  check_client<impl::ClientSession>(stream, decisions, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_stream_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
