// Selectors: which trials to run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/requirement.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/trial_name.hpp"

namespace wiretrial::plan {

// What selectors look at.
struct Names {
  model::TrialName trial;
  std::string requirement;
  model::Level level = model::Level::must;
  model::Role role = model::Role::server;
};

// `requirement:HDR-7` has a key; an id or glob has none.
struct Selector {
  std::string text;   // as it was written
  std::string key;    // "requirement", "level", "role", or empty
  std::string value;  // may have `*`, which stands for any characters, `/` included

  explicit Selector(std::string text);
  [[nodiscard]] bool matches(const Names& names) const;
  // Whether it names members of sweeps one by one.
  [[nodiscard]] bool names_place() const {
    return key.empty() && value.find('#') != std::string::npos;
  }
};

// Whether of each key that has selectors at least one matches; true when there are no selectors.
[[nodiscard]] bool selected(const std::vector<Selector>& selectors, const Names& names);

// Whether a selector may fit a trial of the scenario, whatever its subject and its place in a
// sweep. True when there are no selectors.
[[nodiscard]] bool may_fit(const std::vector<Selector>& selectors, const model::Scenario& scenario,
                           model::Level level);

[[nodiscard]] std::vector<Selector> parse_selectors(const std::vector<std::string>& texts);

}  // namespace wiretrial::plan
