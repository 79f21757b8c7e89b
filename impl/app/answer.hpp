// What the server answers (PROTOCOL.md APP-1 to APP-8). Pure.
#pragma once

#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// The response to a request, or the clause by which its content is rejected: CNT-3, CNT-6, CNT-11,
// CNT-13 or APP-5.
[[nodiscard]] Result<Message> answer_request(Message request);

}  // namespace wiretrial::impl
