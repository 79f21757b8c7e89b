// Which scenarios are read with their steps.
#pragma once

#include <functional>

#include "harness/model/scenario.hpp"

namespace wiretrial::load {

// Whether somebody wants the steps of a scenario of which only the head is known yet: all but
// `runs` and what follows from them. Called from several threads at once. Empty: all are wanted.
using Wanted = std::function<bool(const model::Scenario& head)>;

}  // namespace wiretrial::load
