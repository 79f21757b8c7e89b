// The judge: what a plan's evidence means. Pure: no clock, no file, no socket, no memory of other
// trials.
#pragma once

#include <span>

#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::judge {

// One evidence for each of the plan's runs that was begun, in their order. The verdict has one
// cause, the first of the closed list that fits; its outcome follows from the level of the clause
// that the plan judges:
//   MUST    a finding is `fail`
//   SHOULD  a finding is `non_strict`, but a crash, a spin, a leak, growing memory, a server that
//   is not ready again and a
//           failed control break MUST clauses: `fail`
//   MAY     `informational`, whatever was observed, but for what no clause allows: a crash, hang,
//   spin, leak ...
// A server that never served is `not_run` with the cause `not_ready`; a failed call of our own is
// `harness_error`.
[[nodiscard]] model::Verdict judge(const model::Plan& plan,
                                   std::span<const model::Evidence> evidence);

}  // namespace wiretrial::judge
