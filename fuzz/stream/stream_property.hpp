// However a stream is cut, a decoder of impl/wire says the same of it: the same messages, the same
// error at the same offset, the same count of consumed bytes, the same bytes still due. What it
// says of a beginning stands whatever follows; the end of the stream is clean between messages and
// nowhere else; a decoder that was reset is as new. Each step consumes or says something, and no
// memory is used in proportion to a declared length.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/stream/trace.hpp"
#include "fuzz/tools/chunk_arena.hpp"
#include "fuzz/tools/memory_meter.hpp"
#include "fuzz/tools/oracles.hpp"
#include "harness/model/random.hpp"
#include "impl/wire/decoder.hpp"
#include "impl/wire/encoder.hpp"

namespace wiretrial::fuzz {

// Checks any number of streams, one after another; it keeps its buffers.
template <typename Decoder>
class StreamProperty {
 public:
  // With `everything`, every oracle is used for every stream. Otherwise each stream is read as a
  // whole and cut once; one in sixteen byte by byte, and the other oracles take turns.
  StreamProperty(OracleSet oracles, bool everything) : oracles_(oracles), everything_(everything) {}

  // `decisions` says where the stream is cut, and whose turn it is.
  void check_stream(std::string_view stream, std::uint64_t decisions) {
    arena_.begin();
    if (!oracles_.has(Oracle::exact_chunks)) stream = in_roomy_memory(stream);
    model::Random random(decisions);
    Decoder decoder;
    read_whole(stream, decoder, whole_);
    check_end(decoder, whole_);
    check_cuts(stream, random);
    if (is_turn_of(1, decisions)) check_beginning(stream, random);
    if (is_turn_of(2, decisions)) check_behind(stream);
    if (is_turn_of(3, decisions)) check_memory(stream);
    if (is_turn_of(4, decisions)) check_reset(stream, decoder);
  }

 private:
  [[nodiscard]] bool is_turn_of(std::uint64_t oracle, std::uint64_t decisions) const {
    return everything_ || decisions % turns == oracle;
  }

  std::string_view in_roomy_memory(std::string_view stream) {
    constexpr std::size_t room_bytes = 64;
    roomy_.assign(stream);
    roomy_.append(room_bytes, '\0');
    return std::string_view(roomy_).substr(0, stream.size());
  }

  void read_whole(std::string_view stream, Decoder& decoder, Trace& trace) {
    Reading<Decoder>(decoder, trace, arena_, oracles_).receive(stream);
  }

  void check_cuts(std::string_view stream, model::Random& random) {
    if (!oracles_.has(Oracle::split_invariance) && !oracles_.has(Oracle::error_position)) return;
    const std::size_t most_bytes = std::size_t{1} << random.below(14);
    read_in_pieces(stream, most_bytes, random);
    if (everything_ || random.below(turns) == 0) read_in_pieces(stream, 1, random);
  }

  void read_in_pieces(std::string_view stream, std::size_t most_bytes, model::Random& random) {
    Decoder decoder;
    Reading<Decoder> reading(decoder, other_, arena_, oracles_);
    for (std::string_view rest = stream; !rest.empty();) {
      const std::size_t count = std::min(rest.size(), random.below(most_bytes) + 1);
      reading.receive(rest.substr(0, count));
      rest.remove_prefix(count);
    }
    // A piece may be empty, and the end of the last message may need one.
    reading.receive(stream.substr(stream.size()));
    expect_same(Oracle::split_invariance, "how a stream is cut makes no difference");
  }

  // `other_` against `whole_`; where an error lies is a matter of its own.
  void expect_same(Oracle oracle, std::string_view invariant) {
    const bool same = other_.said == whole_.said && other_.consumed == whole_.consumed &&
                      other_.due_bytes == whole_.due_bytes &&
                      other_.error.has_value() == whole_.error.has_value();
    oracles_.expect(oracle, same, invariant);
    if (!same || !whole_.error) return;
    const bool same_clause = other_.error->clause == whole_.error->clause;
    oracles_.expect(oracle, same_clause, invariant);
    oracles_.expect(Oracle::error_position,
                    !same_clause || other_.error->offset == whole_.error->offset,
                    "an error lies where it lies, however the stream is cut and goes on");
  }

  void check_end(Decoder& decoder, const Trace& trace) {
    if (!oracles_.has(Oracle::truncation_verdict)) return;
    const std::optional<impl::WireError> error = decoder.finish();
    oracles_.expect(Oracle::truncation_verdict, error.has_value() != trace.is_between_messages(),
                    "the stream may end between messages and nowhere else");
    if (!error) return;
    const bool is_right =
        trace.error ? error->clause == trace.error->clause : error->clause == impl::Clause::frm_4;
    oracles_.expect(Oracle::truncation_verdict, is_right,
                    "an early end is FRM-4, unless there was an error before");
    oracles_.expect(Oracle::truncation_verdict, decoder.finish() == error,
                    "an error of the end stays");
  }

  void check_beginning(std::string_view stream, model::Random& random) {
    Decoder decoder;
    read_whole(stream.substr(0, random.below(stream.size() + 1)), decoder, other_);
    check_end(decoder, other_);
    if (other_.error) expect_same(Oracle::prefix_monotonicity, "what follows an error is nothing");
    oracles_.expect(Oracle::prefix_monotonicity, whole_.said.starts_with(other_.said),
                    "what was said of a beginning is not taken back");
  }

  // What is behind another message is read as if it stood alone, and its error lies as much further
  // on; what is complete can come twice.
  void check_behind(std::string_view stream) {
    if (!oracles_.has(Oracle::prefix_monotonicity)) return;
    static const std::string first = impl::encode({impl::ByteOrder::big, "x", "", "abc"});
    read_two(first, stream);
    const bool ends_alike = other_.said.ends_with(whole_.said) &&
                            other_.messages == whole_.messages + 1 &&
                            other_.consumed == whole_.consumed + first.size() &&
                            other_.error.has_value() == whole_.error.has_value();
    oracles_.expect(Oracle::prefix_monotonicity, ends_alike, "a message leaves nothing behind");
    if (other_.error && whole_.error) {
      oracles_.expect(Oracle::error_position,
                      other_.error->offset == whole_.error->offset + first.size(),
                      "an error lies as much further on as there is in front of it");
    }
    if (!whole_.is_between_messages()) return;
    read_two(stream, stream);
    const std::string_view twice = other_.said;
    const bool is_double = twice.size() == 2 * whole_.said.size() &&
                           twice.starts_with(whole_.said) && twice.ends_with(whole_.said);
    oracles_.expect(Oracle::prefix_monotonicity, is_double, "a stream says twice what it says");
  }

  void read_two(std::string_view first, std::string_view second) {
    joined_.reserve(first.size() + second.size() + 1);
    joined_.assign(first);
    joined_ += second;
    Decoder decoder;
    read_whole(joined_, decoder, other_);
  }

  void check_memory(std::string_view stream) {
    if (!oracles_.has(Oracle::bounded_memory)) return;
    if (oracles_.has(Oracle::exact_chunks)) stream = arena_.place(stream);
    std::size_t peak_bytes = 0;
    {
      const MemoryMeter meter;
      Decoder decoder;
      std::string_view rest = stream;
      for (std::size_t steps = 0; steps <= 4 * stream.size() + 4; ++steps) {
        const impl::Step step = decoder.step(rest);
        rest.remove_prefix(step.consumed);
        if (std::holds_alternative<impl::NeedMore>(step.event)) break;
        if (std::holds_alternative<impl::WireError>(step.event)) break;
      }
      peak_bytes = meter.peak_bytes();
    }
    oracles_.expect(Oracle::bounded_memory, peak_bytes <= most_memory_bytes,
                    "memory does not grow with declared lengths");
  }

  void check_reset(std::string_view stream, Decoder& decoder) {
    if (!oracles_.has(Oracle::reset_equivalence)) return;
    decoder.reset();
    oracles_.expect(Oracle::reset_equivalence, decoder.offset() == 0,
                    "a decoder that was reset has read nothing");
    read_whole(stream, decoder, other_);
    expect_same(Oracle::reset_equivalence, "a decoder that was reset is as new");
  }

  // A header of the greatest size, what its strings take once more unescaped, and the growth of a
  // string that is appended to.
  static constexpr std::size_t most_memory_bytes = 6 * impl::max_header_bytes;
  static constexpr std::uint64_t turns = 16;

  OracleSet oracles_;
  bool everything_;
  ChunkArena arena_;
  Trace whole_;
  Trace other_;
  std::string joined_;
  std::string roomy_;
};

}  // namespace wiretrial::fuzz
