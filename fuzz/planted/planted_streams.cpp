// Decoders that are wrong: each wraps the real one and spoils one thing.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/allocation/allocation_property.hpp"
#include "fuzz/planted/planted.hpp"
#include "fuzz/stream/stream_property.hpp"
#include "fuzz/tools/input.hpp"

namespace wiretrial::fuzz {
namespace {

class WrappedDecoder {
 public:
  [[nodiscard]] impl::Step step(std::string_view bytes) { return inner_.step(bytes); }
  [[nodiscard]] std::optional<impl::WireError> finish() { return inner_.finish(); }
  [[nodiscard]] std::uint64_t offset() const { return inner_.offset(); }
  void reset() { inner_.reset(); }

 protected:
  [[nodiscard]] bool is_in(std::string_view state) const { return inner_.state_name() == state; }

 private:
  impl::Decoder inner_;
};

bool asks_for_more(const impl::Step& step) {
  return std::holds_alternative<impl::NeedMore>(step.event);
}

class LosesFlag : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    const bool is_inside = was_inside_header_;
    impl::Step step = WrappedDecoder::step(bytes);
    was_inside_header_ = asks_for_more(step) && is_in("header");
    auto* header = std::get_if<impl::Header>(&step.event);
    if (header != nullptr && is_inside) header->byteorder = impl::ByteOrder::little;
    return step;
  }
  void reset() { *this = LosesFlag(); }

 private:
  bool was_inside_header_ = false;
};

class ReadsBeyond : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    const volatile char* const end = bytes.data() + bytes.size();
    static_cast<void>(*end);
    return WrappedDecoder::step(bytes);
  }
};

class ReservesAll : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    impl::Step step = WrappedDecoder::step(bytes);
    if (const auto* header = std::get_if<impl::Header>(&step.event))
      content_.reserve(header->content_length);
    return step;
  }

 private:
  std::string content_;
};

class TakesTwoSteps : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    if (std::exchange(is_at_end_, false)) return {0, impl::MessageEnd{}};
    impl::Step step = WrappedDecoder::step(bytes);
    if (!std::holds_alternative<impl::MessageEnd>(step.event)) return step;
    is_at_end_ = true;
    return {0, impl::ContentRead{bytes.substr(0, 0)}};
  }

 private:
  bool is_at_end_ = false;
};

class CountsFromPiece : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    if (begins_piece_) piece_start_ = offset();
    impl::Step step = WrappedDecoder::step(bytes);
    begins_piece_ = asks_for_more(step);
    auto* error = std::get_if<impl::WireError>(&step.event);
    if (error != nullptr) error->offset -= std::min(error->offset, piece_start_);
    return step;
  }

 private:
  bool begins_piece_ = true;
  std::uint64_t piece_start_ = 0;
};

class StaysBig : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    impl::Step step = WrappedDecoder::step(bytes);
    if (auto* header = std::get_if<impl::Header>(&step.event)) {
      is_big_ = is_big_ || header->byteorder == impl::ByteOrder::big;
      if (is_big_) header->byteorder = impl::ByteOrder::big;
    }
    return step;
  }
  void reset() { *this = StaysBig(); }

 private:
  bool is_big_ = false;
};

class StaysFailed : public WrappedDecoder {
 public:
  void reset() {
    if (!is_in("nothing")) WrappedDecoder::reset();
  }
};

class EndsEarly : public WrappedDecoder {
 public:
  std::optional<impl::WireError> finish() {
    if (is_in("header length")) return std::nullopt;
    return WrappedDecoder::finish();
  }
};

class KeepsBuffer : public WrappedDecoder {
 public:
  impl::Step step(std::string_view bytes) {
    buffer_ = new char[64];
    impl::Step step = WrappedDecoder::step(bytes);
    delete[] buffer_;
    return step;
  }

 private:
  char* buffer_ = nullptr;
};

constexpr std::size_t enough = 10'000;

template <typename Decoder>
PlantedBug stream_bug(std::string_view name, Oracle oracle, std::string_view sentence) {
  return {name,
          oracle,
          sentence,
          stream_inputs(),
          enough,
          [](std::string_view input, OracleSet oracles) {
            static StreamProperty<Decoder> property(oracles, true);
            const auto [stream, decisions] = split_input(input);
            property.check_stream(stream, decisions);
          }};
}

}  // namespace

std::vector<PlantedBug> planted_streams() {
  using enum Oracle;
  return {
      stream_bug<LosesFlag>("decoder-loses-flag", split_invariance,
                            "byteorder is lost when the header comes in two pieces"),
      stream_bug<ReadsBeyond>("decoder-reads-beyond", exact_chunks,
                              "the byte behind each piece is looked at"),
      stream_bug<ReservesAll>("decoder-reserves-all", bounded_memory,
                              "memory is taken for content before it comes"),
      stream_bug<TakesTwoSteps>("decoder-takes-two-steps", progress,
                                "the end of each message costs a step that does nothing"),
      stream_bug<CountsFromPiece>("decoder-counts-from-piece", error_position,
                                  "an error's offset is counted from the last piece"),
      stream_bug<StaysBig>("decoder-stays-big", prefix_monotonicity,
                           "after a message that is big all are"),
      stream_bug<StaysFailed>("decoder-stays-failed", reset_equivalence,
                              "a reset does not clear an error"),
      stream_bug<EndsEarly>("decoder-ends-early", truncation_verdict,
                            "an end after half a header length is clean"),
      {"decoder-keeps-buffer", allocation_failure,
       "a buffer is not given back when an allocation fails", stream_inputs(), 500,
       [](std::string_view input, OracleSet oracles) {
         check_without_memory(decode_in_need<KeepsBuffer>, split_input(input).text, oracles);
       }},
  };
}

}  // namespace wiretrial::fuzz
