// Each expectation against what one moment of the evidence shows. A table per role, no state.
#pragma once

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge {

// The first thing that is not as this moment's expectation says, by the order of causes; none when
// all is well. `run` has the vitals that some expectations compare.
[[nodiscard]] Finding check(const model::Plan& plan, const RunView& run, const Moment& moment);

// What a MAY clause's trial observed, for the record ("answered ...", "rejected (fin)").
[[nodiscard]] std::string observed(const Moment& moment);

}  // namespace wiretrial::judge
