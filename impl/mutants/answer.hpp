// What a server answers to a request (PROTOCOL.md APP-1 to APP-8).
#pragma once

#include <optional>

#include "impl/mutants/message.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// The answer, or nothing if the request is to be rejected.
[[nodiscard]] std::optional<Message> answer(const Message& request, const Rules& rules);

// Whether the request gets neither an answer nor an end: what Python takes for nothing.
[[nodiscard]] bool is_forgotten(const Message& request, const Rules& rules);

}  // namespace wiretrial::mutants
