// Sweeps: one trial for each offset of a send, or of a message that is read.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/model/scenario.hpp"

namespace wiretrial::plan {

enum class SweepForm {
  full,     // every offset
  sampled,  // the boundaries of every span, and one offset in eight by hash
};

struct SweepMember {
  std::size_t offset = 0;
  std::string place;     // "header+17"; each offset has one name
  bool sampled = false;  // belongs to the sampled form too, whatever the seed
};

// The members of a scenario's sweep, in order; empty when it has none. Throws std::invalid_argument
// when it has a sweep but no swept send or read, which the loader does not let through.
[[nodiscard]] std::vector<SweepMember> sweep_members(const model::Scenario& scenario);

// The runs with the swept send or read stopped, or the send cut, at the offset.
[[nodiscard]] std::vector<model::Run> swept_runs(const model::Scenario& scenario,
                                                 std::size_t offset);

}  // namespace wiretrial::plan
