// harness/mutate keeps its promises for every stream: nothing is larger than it may be, the same
// seed makes the same, lengths that are repaired are true and stay as they are, and a stream that
// is only taken apart and put together reads as before.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "fuzz/tools/oracles.hpp"

namespace wiretrial::fuzz {

// The functions of mutate.hpp, and what taking apart and putting together makes of a stream.
struct Mutator {
  using Mutate = std::function<std::string(std::string_view, std::size_t, std::uint64_t)>;
  Mutate mutate_stream;
  Mutate mutate_header;
  Mutate mutate_bytes;
  std::function<std::string(std::string_view)> repair_lengths;
  std::function<std::string(std::string_view)> take_apart_and_put_together;
};

// That of harness/mutate.
[[nodiscard]] Mutator real_mutator();

void check_mutator(const Mutator& mutator, std::string_view stream, std::uint64_t seed,
                   OracleSet oracles);

}  // namespace wiretrial::fuzz
