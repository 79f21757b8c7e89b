// What our end sends in a scenario: what fuzzers begin with.
#pragma once

#include <string>
#include <vector>

#include "harness/model/scenario.hpp"

namespace wiretrial::model {

// The bytes of every send of every run, whole, in their order; those of a Repeat once.
[[nodiscard]] std::vector<std::string> sent_bytes(const Scenario& scenario);

}  // namespace wiretrial::model
