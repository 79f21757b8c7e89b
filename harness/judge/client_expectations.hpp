// What is expected of a client's request, and of a process: its end, its words and its result.
#pragma once

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge {

enum class Claim { success, failure, neither };

// What a program that has ended says of itself. Another exit status than 0 is a failure, whatever
// patterns its description has; with 0 the patterns speak, failure before success.
[[nodiscard]] Claim claim_of(const model::Plan& plan, const ProcessView& process);

// A client's request: one whole, well-formed, right message.
[[nodiscard]] Finding check_request(const model::Expectation& expectation,
                                    const ConnectionView& connection);

// The expectations about the process (running, success, failure, exit, ...); none for every other
// kind.
[[nodiscard]] Finding check_process(const model::Plan& plan, const model::Expectation& expectation,
                                    const Moment& moment);

}  // namespace wiretrial::judge
