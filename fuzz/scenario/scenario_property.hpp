// Whatever stands in a file, the loaders of scenarios and of subjects read it, or throw a LoadError
// whose problems are told on a line each; nothing else comes of it. What was read is the same when
// it is read again, and can be planned.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/tools/oracles.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::fuzz {

struct Loaders {
  std::function<std::vector<model::Scenario>(const std::string& file)> load_scenarios;
  std::function<model::Subject(const std::string& file)> load_subject;
};

// Those of harness/load.
[[nodiscard]] Loaders real_loaders();

void check_loaders(const Loaders& loaders, std::string_view text, OracleSet oracles);

}  // namespace wiretrial::fuzz
