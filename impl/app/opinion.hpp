// What the reference implementation makes of a stream, as one line of JSON: for a fuzzer that puts
// another implementation beside it.
#pragma once

#include <string>
#include <string_view>

#include "impl/wire/limits.hpp"

namespace wiretrial::impl {

// Whose part is played: a server gets a request, a client a response.
enum class Listener { server, client };

// Reads the stream's first message, after which the stream ends, and says what becomes of it:
//   {"verdict": "answered", "offset": 99, "states": [...], "content-type": ..., "content-encoding":
//   ...,
//    "content": hexadecimal}
//   {"verdict": "shown", "offset": 99, "states": [...], "content-type": of the response,
//    "content": hexadecimal}
//   {"verdict": "rejected", "offset": 41, "states": [...], "clause": "HDR-7", "reason": ...}
//   {"verdict": "incomplete", ...}, which is a rejection by FRM-4 at the end of the stream, and not
//    before
// `offset` counts the bytes up to the end of the message, or before the error; `states` are those
// of the decoder that were reached, and what became of the content. No line end.
[[nodiscard]] std::string opinion(std::string_view stream, Listener listener, Limits limits);

}  // namespace wiretrial::impl
