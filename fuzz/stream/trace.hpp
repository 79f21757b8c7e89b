// What a decoder of impl/wire says of a stream, and how it is made to say it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/tools/chunk_arena.hpp"
#include "fuzz/tools/oracles.hpp"
#include "impl/wire/decoder.hpp"

namespace wiretrial::fuzz {

// Everything that was said, in a form that does not depend on how the stream was cut.
struct Trace {
  // Message after message: the members of the header, the content, a mark if the message ended. It
  // is unambiguous, for content is never longer than its header says.
  std::string said;
  std::optional<impl::WireError> error;
  std::uint64_t due_bytes = 0;
  std::uint64_t content_due_bytes = 0;
  std::size_t consumed = 0;
  std::size_t messages = 0;
  std::size_t end_of_last = 0;  // where the last message that is complete ended

  // Forgets everything but the memory it has.
  void clear() {
    said.clear();
    error.reset();
    due_bytes = content_due_bytes = 0;
    consumed = messages = end_of_last = 0;
  }

  [[nodiscard]] bool is_between_messages() const { return !error && end_of_last == consumed; }

  void begin_message(const impl::Header& header) {
    ++messages;
    content_due_bytes = header.content_length;
    said += header.byteorder == impl::ByteOrder::big ? 'B' : 'L';
    append_number(header.content_length);
    append_text(header.content_type);
    append_text(header.content_encoding);
  }

  void end_message() {
    said += 'E';
    end_of_last = consumed;
  }

 private:
  void append_number(std::uint64_t number) {
    said.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void append_text(std::string_view text) {
    append_number(text.size());
    said += text;
  }
};

// Gives a stream to a decoder piece by piece and checks each of its steps.
template <typename Decoder>
class Reading {
 public:
  // `trace` is cleared; all of them must outlive the reading.
  Reading(Decoder& decoder, Trace& trace, ChunkArena& arena, OracleSet oracles)
      : decoder_(decoder), trace_(trace), arena_(arena), oracles_(oracles) {
    trace_.clear();
  }

  // `piece` must stand in memory that goes on behind it if exact-size chunks are not asked for.
  void receive(std::string_view piece) {
    if (oracles_.has(Oracle::exact_chunks)) piece = arena_.place(piece);
    const std::size_t messages_before = trace_.messages;
    std::string_view bytes = piece;
    for (std::size_t steps = 0;; ++steps) {
      const bool is_enough = steps >= most_steps(messages_before);
      oracles_.expect(Oracle::progress, !is_enough, "a message takes three steps");
      if (is_enough) return;
      const impl::Step step = decoder_.step(bytes);
      check(step.consumed <= bytes.size(), "a step consumes no more than it was given");
      oracles_.expect(Oracle::progress, !trace_.error || step.consumed == 0,
                      "after an error nothing is consumed");
      bytes.remove_prefix(step.consumed);
      trace_.consumed += step.consumed;
      if (note(step, piece)) break;
    }
    oracles_.expect(Oracle::progress, trace_.error || bytes.empty(),
                    "more is asked for only when everything was consumed");
    oracles_.expect(Oracle::progress, decoder_.offset() == trace_.consumed,
                    "the offset is the count of consumed bytes");
  }

 private:
  // A piece gives each message that it touches a header, content and an end, and itself a step that
  // says that it is used up.
  [[nodiscard]] std::size_t most_steps(std::size_t messages_before) const {
    const std::size_t most = 3 * (trace_.messages - messages_before + 1) + 1;
    // Without that oracle something else must end the loop.
    return oracles_.has(Oracle::progress) ? most : 1000 * most;
  }

  // Returns whether the piece is done with.
  bool note(const impl::Step& step, std::string_view piece) {
    if (const auto* content = std::get_if<impl::ContentRead>(&step.event)) {
      note_content(content->bytes, piece);
    } else if (const auto* header = std::get_if<impl::Header>(&step.event)) {
      oracles_.expect(Oracle::progress, step.consumed > 0, "a header is made of bytes");
      trace_.begin_message(*header);
    } else if (std::holds_alternative<impl::MessageEnd>(step.event)) {
      oracles_.expect(Oracle::progress, trace_.content_due_bytes == 0,
                      "a message ends where its content does");
      trace_.end_message();
    } else {
      note_rest(step);
      return true;
    }
    return false;
  }

  void note_content(std::string_view content, std::string_view piece) {
    const bool inside = content.data() >= piece.data() &&
                        content.data() + content.size() <= piece.data() + piece.size();
    oracles_.expect(Oracle::exact_chunks, inside, "content is some of the bytes that were given");
    oracles_.expect(Oracle::progress, !content.empty(), "content is a byte at least");
    oracles_.expect(Oracle::progress, content.size() <= trace_.content_due_bytes,
                    "content is as long as its header says");
    trace_.content_due_bytes -= content.size();
    trace_.said += content;
  }

  void note_rest(const impl::Step& step) {
    if (const auto* more = std::get_if<impl::NeedMore>(&step.event)) {
      oracles_.expect(Oracle::progress, more->bytes > 0, "who asks for more asks for a byte");
      trace_.due_bytes = more->bytes;
      return;
    }
    const auto& error = std::get<impl::WireError>(step.event);
    oracles_.expect(Oracle::progress, !trace_.error || trace_.error->clause == error.clause,
                    "an error stays the same");
    oracles_.expect(Oracle::error_position, error.offset <= trace_.consumed,
                    "an error lies in bytes that were seen");
    trace_.error = error;
    trace_.due_bytes = 0;
  }

  Decoder& decoder_;
  Trace& trace_;
  ChunkArena& arena_;
  OracleSet oracles_;
};

}  // namespace wiretrial::fuzz
