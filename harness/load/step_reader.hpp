// The steps of a scenario -> model values.
#pragma once

#include <vector>

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::load {

// A segmentation into more parts than this is a slip: each part waits for a barrier.
inline constexpr std::size_t most_segments = 1'000'000;

// Reads an array of steps for the role of the context. Unknown steps, steps of the other role and
// unknown keys are reported at their place and left out of the result.
[[nodiscard]] std::vector<model::Step> read_steps(const Place& place, const BytesContext& context);

}  // namespace wiretrial::load
