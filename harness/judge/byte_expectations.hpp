// Expectations of protocols that are known as data alone: bytes, the end of a connection, and what
// a program has written.
#pragma once

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"
#include "harness/model/requirement.hpp"

namespace wiretrial::judge {

[[nodiscard]] bool is_about_bytes(model::ExpectationKind kind);

// Whether the connection is what `bytes`, `end` or `open` says. Wrong bytes are a wrong answer of a
// server and a wrong request of a client (`role` of the subject).
[[nodiscard]] Finding check_bytes(const model::Expectation& expectation,
                                  const ConnectionView& connection, model::Role role);

// Whether the program ended, or has written, as `exit` and `written` say.
[[nodiscard]] Finding check_program(const model::Expectation& expectation,
                                    const ProcessView& process);

// The finding where there is no connection at all.
[[nodiscard]] Finding not_connected(const ConnectionView& connection, std::string expected);

}  // namespace wiretrial::judge
