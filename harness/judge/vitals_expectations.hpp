// What is expected of the subject's vitals.
#pragma once

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"

namespace wiretrial::judge {

// sockets_released, memory_bounded, memory_settled and processor_time_proportional; none for every
// other kind (a spin is found wherever it shows).
[[nodiscard]] Finding check_vitals(const model::Expectation& expectation, const RunView& run);

}  // namespace wiretrial::judge
