// What every command that knows the protocol stands on: its data, its scenarios, and the subjects'
// descriptions.
#pragma once

#include <string>
#include <vector>

#include "harness/load/protocol.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

struct Ground {
  load::Protocol protocol;
  std::vector<model::Scenario> scenarios;
  std::string scenario_set_hash;
};

// The directory of scenarios that came with the program: beside its build, or where it was built
// from. Throws UsageError when there is none.
[[nodiscard]] std::string default_scenarios();

// Reads the protocol's data in the directory (empty: the default one). Throws LoadError or
// UsageError.
[[nodiscard]] load::Protocol load_protocol_data(const std::string& scenarios);

// Reads everything below the directory (empty: the default one). Throws LoadError, or UsageError
// when there is nothing.
[[nodiscard]] Ground load_ground(const std::string& scenarios);

// Reads the descriptions and checks that their programs can be started and their patterns compiled.
// Throws LoadError or UsageError.
[[nodiscard]] std::vector<model::Subject> load_subjects(const std::vector<std::string>& files);

}  // namespace wiretrial::cli
