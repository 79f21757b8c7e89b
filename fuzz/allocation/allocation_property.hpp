// Where memory runs out, at whatever call, impl/ keeps none, and what was there before serves
// afterwards: a decoder and a session that were at work can be ended or reset, and the same work
// done once more comes out the same.
#pragma once

#include <cstddef>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/tools/oracles.hpp"
#include "impl/wire/decoder.hpp"

namespace wiretrial::fuzz {

// Does something with a stream of messages, and says in some form what came of it. Where it lets
// std::bad_alloc out, it is to have tidied up.
using Work = std::function<std::string(std::string_view stream)>;

// All that a decoder says of a stream that comes in small pieces.
template <typename Decoder>
[[nodiscard]] std::string decode_in_pieces(Decoder& decoder, std::string_view stream) {
  constexpr std::size_t piece_bytes = 37;
  std::string said;
  for (std::size_t at = 0; at < stream.size(); at += piece_bytes) {
    std::string_view piece = stream.substr(at, piece_bytes);
    while (true) {
      const impl::Step step = decoder.step(piece);
      piece.remove_prefix(step.consumed);
      if (std::holds_alternative<impl::NeedMore>(step.event)) break;
      if (const auto* error = std::get_if<impl::WireError>(&step.event))
        return said + impl::describe(*error);
      if (const auto* header = std::get_if<impl::Header>(&step.event)) said += header->content_type;
      if (const auto* content = std::get_if<impl::ContentRead>(&step.event)) said += content->bytes;
    }
  }
  return said;
}

// Decodes; after a failure it resets the decoder and decodes again.
template <typename Decoder>
[[nodiscard]] std::string decode_in_need(std::string_view stream) {
  Decoder decoder;
  try {
    return decode_in_pieces(decoder, stream);
  } catch (const std::bad_alloc&) {
    decoder.reset();
    return decode_in_pieces(decoder, stream);
  }
}

// Does `work` with the first call of operator new failing, then with the second, until none fails.
void check_without_memory(const Work& work, std::string_view stream, OracleSet oracles);

// The decoder, the encoder, both sessions and the server's answer.
void check_allocations(std::string_view stream, OracleSet oracles);

}  // namespace wiretrial::fuzz
