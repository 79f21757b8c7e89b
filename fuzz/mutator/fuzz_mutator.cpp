// harness/mutate keeps its promises for every stream: nothing is larger than it may be, the same
// seed makes the same, lengths that are repaired are true and stay as they are, and a stream that
// is only taken apart and put together reads as before.
#include <cstddef>
#include <string>
#include <string_view>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/mutate/draft.hpp"
#include "harness/mutate/mutate.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::fuzz {
namespace {

using protocol::ReadState;

void check_sizes(std::string_view stream, std::uint64_t seed) {
  const std::size_t most = seed % (2 * stream.size() + 1);
  const std::string mutated = mutate::mutate_stream(stream, most, seed);
  check(mutated.size() <= most, "a mutated stream keeps to the size");
  check(mutated == mutate::mutate_stream(stream, most, seed), "a seed decides all of it");
  check(mutate::mutate_header(stream, most, seed).size() <= most, "so does a header");
  check(mutate::mutate_bytes(stream, most, seed).size() <= most, "and so do bytes");
}

void check_same(std::string_view stream) {
  const std::string again = mutate::put_together(mutate::take_apart(stream, {}), {});
  const auto before = protocol::read_strictly(stream);
  const auto after = protocol::read_strictly(again);
  check(before.state == after.state, "taking apart changes nothing about a stream");
  check(before.error.clause == after.error.clause, "a fault stays the same fault");
  check(before.message.content == after.message.content, "content stays the same");
}

void check_repair(std::string_view stream) {
  const std::string repaired = mutate::repair_lengths(stream);
  check(mutate::repair_lengths(repaired) == repaired, "repairing twice changes nothing more");
  if (mutate::take_apart(stream, {}).messages.empty()) {
    return check(repaired == stream, "what is no message stays as it is");
  }
  check(protocol::read_strictly(repaired).state != ReadState::incomplete,
        "a repaired message has all of its bytes");
}

}  // namespace

void test_one_input(std::string_view input) {
  const auto [text, seed] = split_input(input);
  const ExactCopy stream(text);
  check_sizes(stream.view(), seed);
  check_same(stream.view());
  check_repair(stream.view());
  check_repair(mutate::mutate_stream(stream.view(), 4096, seed));
}

}  // namespace wiretrial::fuzz
