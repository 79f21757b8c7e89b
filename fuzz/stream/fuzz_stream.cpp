// impl/wire's decoder has the property of stream_property.hpp.
#include "fuzz/stream/stream_property.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  static StreamProperty<impl::Decoder> property(OracleSet::all(), tries_everything());
  const auto [stream, decisions] = split_input(input);
  property.check_stream(stream, decisions);
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_stream_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
