// However a stream is cut, impl/wire's decoder says the same of it: the same messages, the same
// error at the same offset, the same count of consumed bytes, the same bytes still due. What it
// says of a beginning stands whatever follows; the end of the stream is clean between messages and
// nowhere else; a decoder that was reset is as new. Each step consumes or says something, and no
// memory is used in proportion to a declared length.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/memory_meter.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/model/random.hpp"
#include "impl/wire/decoder.hpp"

namespace wiretrial::fuzz {
namespace {

using model::Random;

// A header of the greatest size, what its strings take once more unescaped, and the growth of a
// string that is appended to.
constexpr std::size_t most_memory_bytes = 6 * impl::max_header_bytes;

// Inputs up to this size are read byte by byte as well, others only now and then: each byte is a
// buffer of its own.
constexpr std::size_t always_bytewise_bytes = 128;

struct SeenMessage {
  impl::Header header;
  std::string content;
  bool complete = false;

  bool operator==(const SeenMessage&) const = default;
};

struct Seen {
  std::vector<SeenMessage> messages;
  std::optional<impl::WireError> error;
  std::uint64_t due = 0;
  std::size_t consumed = 0;
  std::size_t end_of_last = 0;  // where the last message that is complete ended

  bool operator==(const Seen&) const = default;
};

class Reading {
 public:
  explicit Reading(impl::Decoder& decoder) : decoder_(decoder) {}

  void receive(std::string_view piece) {
    const ExactCopy copy(piece);
    std::string_view bytes = copy.view();
    while (true) {
      const impl::Step step = decoder_.step(bytes);
      check(step.consumed <= bytes.size(), "a step consumes no more than it was given");
      check(!seen_.error || step.consumed == 0, "after an error nothing is consumed");
      bytes.remove_prefix(step.consumed);
      seen_.consumed += step.consumed;
      note(step, copy.view());
      if (std::holds_alternative<impl::WireError>(step.event)) return;
      if (!std::holds_alternative<impl::NeedMore>(step.event)) continue;
      check(bytes.empty(), "more is asked for only when everything was consumed");
      return;
    }
  }

  [[nodiscard]] const Seen& seen() const {
    check(decoder_.offset() == seen_.consumed, "the offset is the count of consumed bytes");
    return seen_;
  }

 private:
  void note(const impl::Step& step, std::string_view piece) {
    if (const auto* more = std::get_if<impl::NeedMore>(&step.event)) {
      check(more->bytes > 0, "who asks for more asks for a byte at least");
      seen_.due = more->bytes;
    } else if (const auto* header = std::get_if<impl::Header>(&step.event)) {
      check(step.consumed > 0, "a header is made of bytes");
      seen_.messages.push_back({*header, "", false});
    } else if (const auto* content = std::get_if<impl::ContentRead>(&step.event)) {
      const bool inside =
          content->bytes.data() >= piece.data() &&
          content->bytes.data() + content->bytes.size() <= piece.data() + piece.size();
      check(!content->bytes.empty() && inside, "content is some of the bytes that were given");
      seen_.messages.back().content += content->bytes;
    } else if (std::holds_alternative<impl::MessageEnd>(step.event)) {
      check(!seen_.messages.back().complete, "a message ends once");
      seen_.messages.back().complete = true;
      seen_.end_of_last = seen_.consumed;
    } else {
      const auto& error = std::get<impl::WireError>(step.event);
      check(!seen_.error || *seen_.error == error, "an error stays the same");
      check(error.offset <= seen_.consumed, "an error lies in bytes that were seen");
      seen_.error = error;
      seen_.due = 0;
    }
  }

  impl::Decoder& decoder_;
  Seen seen_;
};

Seen read_whole(std::string_view stream, impl::Decoder& decoder) {
  Reading reading(decoder);
  reading.receive(stream);
  return reading.seen();
}

Seen read_in_pieces(std::string_view stream, std::size_t most_bytes, std::uint64_t seed) {
  impl::Decoder decoder;
  Reading reading(decoder);
  Random random(seed);
  for (std::string_view rest = stream; !rest.empty();) {
    const std::size_t count = std::min(rest.size(), random.below(most_bytes) + 1);
    reading.receive(rest.substr(0, count));
    rest.remove_prefix(count);
  }
  // A piece may be empty, and the end of the last message may need one.
  reading.receive("");
  return reading.seen();
}

void check_cuts(std::string_view stream, const Seen& whole, std::uint64_t seed) {
  Random random(seed);
  const std::size_t most_bytes = std::size_t{1} << random.below(14);
  check(read_in_pieces(stream, most_bytes, seed) == whole,
        "how a stream is cut makes no difference");
  if (stream.size() > always_bytewise_bytes && seed % 16 != 0) return;
  check(read_in_pieces(stream, 1, seed) == whole, "single bytes make no difference");
}

bool is_between_messages(const Seen& seen) {
  return !seen.error && seen.end_of_last == seen.consumed;
}

void check_end(impl::Decoder& decoder, const Seen& seen) {
  const std::optional<impl::WireError> error = decoder.finish();
  check(error.has_value() != is_between_messages(seen),
        "the stream may end between messages and nowhere else");
  if (!error) return;
  check(seen.error ? *error == *seen.error : error->clause == impl::Clause::frm_4,
        "an early end is FRM-4, unless there was an error before");
  check(decoder.finish() == error, "an error of the end stays");
}

// `early` is what was seen of a beginning of the stream of which all of `whole` was seen.
void check_beginning(const Seen& early, const Seen& whole) {
  check(!early.error || early == whole, "what follows an error makes no difference");
  check(early.messages.size() <= whole.messages.size(), "no message is taken back");
  for (std::size_t i = 0; i < early.messages.size(); ++i) {
    const SeenMessage& before = early.messages[i];
    const SeenMessage& after = whole.messages[i];
    check(before.header == after.header, "no header is taken back");
    check(after.content.starts_with(before.content), "no content is taken back");
    check(!before.complete || before == after, "a message that is complete stays as it is");
    check(before.complete || i + 1 == early.messages.size(), "only the last message is incomplete");
  }
}

void check_twice(std::string_view stream, const Seen& once, impl::Decoder& decoder) {
  std::string doubled(stream);
  doubled += stream;
  decoder.reset();
  const Seen twice = read_whole(doubled, decoder);
  check(twice.messages.size() == 2 * once.messages.size(), "a message leaves nothing behind");
  for (std::size_t i = 0; i < twice.messages.size(); ++i) {
    check(twice.messages[i] == once.messages[i % once.messages.size()],
          "a message is the same behind others");
  }
}

void check_memory(std::string_view stream) {
  const MemoryMeter meter;
  impl::Decoder decoder;
  std::size_t steps = 0;
  for (std::string_view rest = stream;; ++steps) {
    const impl::Step step = decoder.step(rest);
    rest.remove_prefix(step.consumed);
    if (std::holds_alternative<impl::NeedMore>(step.event)) break;
    if (std::holds_alternative<impl::WireError>(step.event)) break;
  }
  check(meter.peak_bytes() <= most_memory_bytes, "memory does not grow with declared lengths");
  check(steps <= 3 * (stream.size() / impl::length_field_bytes + 1), "a message takes three steps");
}

}  // namespace

void test_one_input(std::string_view input) {
  const auto [stream, decisions] = split_input(input);
  impl::Decoder decoder;
  const Seen whole = read_whole(stream, decoder);
  check_end(decoder, whole);
  decoder.reset();
  check(read_whole(stream, decoder) == whole, "a decoder that was reset is as new");
  check_cuts(stream, whole, decisions);

  Random random(decisions);
  const std::string_view beginning = stream.substr(0, random.below(stream.size() + 1));
  decoder.reset();
  const Seen early = read_whole(beginning, decoder);
  check_beginning(early, whole);
  check_end(decoder, early);
  if (is_between_messages(whole)) check_twice(stream, whole, decoder);
  check_memory(stream);
}

}  // namespace wiretrial::fuzz
