// What the client asks, and what it shows of the response (PROTOCOL.md APP-9 to APP-11). Pure.
#pragma once

#include <string>
#include <string_view>

#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// The request for an action: `search` is JSON, so `value` must then be UTF-8; any other action
// sends its bytes and the value's as they are.
[[nodiscard]] Message make_request(std::string_view action, std::string_view value);

// The bytes to show: the text of `result`, its JSON text where it is no string, or opaque content
// as it is. Errors: CNT-3, CNT-6, CNT-11, CNT-13 for content that cannot be read, APP-10 for JSON
// that is no object, APP-11 for an object without `result`.
[[nodiscard]] Result<std::string> shown_result(Message response);

}  // namespace wiretrial::impl
