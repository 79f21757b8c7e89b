// A fault that was planted, to see that faults are found: a reader that keeps content-length in 32
// bits. Any header that is right and says 4294967296 or more gives it away. Unlike the other
// targets this one must fail, within seconds.
#include <cstdint>
#include <string_view>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/protocol/header.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  const std::string_view stream = split_input(input).text;
  constexpr std::size_t prefix_bytes = 2;
  if (stream.size() < prefix_bytes) return;
  const protocol::Header header = protocol::read_header(stream.substr(prefix_bytes), {});
  if (header.error) return;
  const auto kept = static_cast<std::uint32_t>(header.content_length);
  check(kept == header.content_length, "the canary is alive");
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_stream_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
