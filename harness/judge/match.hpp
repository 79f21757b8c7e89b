// Whether a message, or a client's output, is the right one.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/expectation.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::judge {

// A sentence for people: what would have been right.
[[nodiscard]] std::string describe(const model::Match& match);

// Empty when the message is right, else what is wrong with it.
[[nodiscard]] std::string mismatch(const model::Match& match, const protocol::ReadResult& message);

// Whether a client's standard output contains what it should show. `opaque_as` is the description's
// word for how opaque bytes are shown: "raw", or "python-repr" for b'...'.
[[nodiscard]] bool shows(const model::Match& match, std::string_view output,
                         const std::string& opaque_as);

// What a client has to show of a complete response.
[[nodiscard]] std::string text_to_show(const protocol::ReadResult& response);

// The bytes as Python's repr() writes them, without the b and the quotes.
[[nodiscard]] std::string python_repr(std::string_view bytes);

}  // namespace wiretrial::judge
