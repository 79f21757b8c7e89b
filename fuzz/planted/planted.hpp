// Bugs that were planted, to prove of each oracle that it finds what only it can find.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/tools/oracles.hpp"

namespace wiretrial::fuzz {

// How inputs are made; those of a kind begin with the same seeds.
struct InputKind {
  std::string_view seeds;  // a folder that make_seeds writes
  std::function<std::string(std::string_view, std::size_t, std::uint64_t)> mutate;
};

[[nodiscard]] const InputKind& stream_inputs();
[[nodiscard]] const InputKind& header_inputs();
[[nodiscard]] const InputKind& byte_inputs();
[[nodiscard]] const InputKind& scenario_inputs();
[[nodiscard]] const InputKind& record_inputs();

struct PlantedBug {
  std::string_view name;
  Oracle oracle;              // finds it, and no other does
  std::string_view sentence;  // what is wrong
  const InputKind& inputs;
  std::size_t most_inputs;
  // Tries one input; called in a process of its own, always with the same oracles.
  std::function<void(std::string_view input, OracleSet oracles)> try_input;
};

[[nodiscard]] std::vector<PlantedBug> planted_streams();
[[nodiscard]] std::vector<PlantedBug> planted_sessions();
[[nodiscard]] std::vector<PlantedBug> planted_inputs();

}  // namespace wiretrial::fuzz
