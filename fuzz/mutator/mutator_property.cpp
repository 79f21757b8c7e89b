#include "fuzz/mutator/mutator_property.hpp"

#include "fuzz/tools/exact_copy.hpp"
#include "harness/mutate/draft.hpp"
#include "harness/mutate/mutate.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::fuzz {
namespace {

using protocol::ReadState;

void check_sizes(const Mutator& mutator, std::string_view stream, std::uint64_t seed,
                 OracleSet oracles) {
  const std::size_t most = seed % (2 * stream.size() + 1);
  const std::string mutated = mutator.mutate_stream(stream, most, seed);
  const auto expect_size = [&](const std::string& result, std::string_view invariant) {
    oracles.expect(Oracle::promised_size, result.size() <= most, invariant);
  };
  expect_size(mutated, "a mutated stream keeps to the size");
  oracles.expect(Oracle::same_again, mutated == mutator.mutate_stream(stream, most, seed),
                 "a seed decides all of it");
  expect_size(mutator.mutate_header(stream, most, seed), "so does a header");
  expect_size(mutator.mutate_bytes(stream, most, seed), "and so do bytes");
}

void check_same(const Mutator& mutator, std::string_view stream, OracleSet oracles) {
  const std::string again = mutator.take_apart_and_put_together(stream);
  const auto before = protocol::read_strictly(stream);
  const auto after = protocol::read_strictly(again);
  oracles.expect(Oracle::round_trip, before.state == after.state,
                 "taking apart changes nothing about a stream");
  oracles.expect(Oracle::round_trip, before.error.clause == after.error.clause,
                 "a fault stays the same fault");
  oracles.expect(Oracle::round_trip, before.message.content == after.message.content,
                 "content stays the same");
}

void check_repair(const Mutator& mutator, std::string_view stream, OracleSet oracles) {
  const std::string repaired = mutator.repair_lengths(stream);
  oracles.expect(Oracle::true_lengths, mutator.repair_lengths(repaired) == repaired,
                 "repairing twice changes nothing more");
  if (mutate::take_apart(stream, {}).messages.empty()) {
    return oracles.expect(Oracle::true_lengths, repaired == stream,
                          "what is no message stays as it is");
  }
  oracles.expect(Oracle::true_lengths,
                 protocol::read_strictly(repaired).state != ReadState::incomplete,
                 "a repaired message has all of its bytes");
}

}  // namespace

Mutator real_mutator() {
  using View = std::string_view;
  return {
      [](View in, std::size_t most, std::uint64_t seed) {
        return mutate::mutate_stream(in, most, seed);
      },
      [](View in, std::size_t most, std::uint64_t seed) {
        return mutate::mutate_header(in, most, seed);
      },
      mutate::mutate_bytes,
      [](View in) { return mutate::repair_lengths(in); },
      [](View in) { return mutate::put_together(mutate::take_apart(in, {}), {}); },
  };
}

void check_mutator(const Mutator& mutator, std::string_view stream, std::uint64_t seed,
                   OracleSet oracles) {
  const ExactCopy copy(stream);
  check_sizes(mutator, copy.view(), seed, oracles);
  check_same(mutator, copy.view(), oracles);
  check_repair(mutator, copy.view(), oracles);
  check_repair(mutator, mutate::mutate_stream(copy.view(), 4096, seed), oracles);
}

}  // namespace wiretrial::fuzz
