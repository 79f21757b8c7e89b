// What the repeats of each trial came to: the table at the end of `run --repeat`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// A trial whose repeats differ.
struct Unsteady {
  std::string trial;
  std::vector<std::pair<std::string, std::size_t>>
      counts;  // "fail (hang)" and how often, most first
  std::size_t repeats = 0;
};

struct Stability {
  std::size_t repeats = 0;  // the most that a trial has; 0: nothing was repeated
  std::size_t trials = 0;
  model::Summary steady;           // the trials that came to the same outcome and cause each time
  std::vector<Unsteady> unsteady;  // in the order of the record
};

[[nodiscard]] Stability make_stability(const model::Record& record);

// Lines for a terminal, and a section in markdown; both empty when nothing was repeated.
[[nodiscard]] std::string render_stability(const model::Record& record);
[[nodiscard]] std::string render_stability_markdown(const model::Record& record);

}  // namespace wiretrial::reports
