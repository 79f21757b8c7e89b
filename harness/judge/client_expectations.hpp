// What is expected of a client's request, and of a process: its end, its words and its result.
#pragma once

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge {

// A client's request: one whole, well-formed, right message.
[[nodiscard]] Finding check_request(const model::Expectation& expectation,
                                    const ConnectionView& connection);

// The expectations about the process (running, success, failure, exit, ...); none for every other
// kind.
[[nodiscard]] Finding check_process(const model::Plan& plan, const model::Expectation& expectation,
                                    const Moment& moment);

}  // namespace wiretrial::judge
