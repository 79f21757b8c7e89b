// Canonical evidence: what two runs of one seed must have in common, and all that outcomes are
// judged on but for vitals.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/model/evidence.hpp"

namespace wiretrial::judge {

// One line for each thing, connection by connection: bytes coalesced between our own steps, ends
// and faults; without ports, process ids, times, vitals and barrier states, and without what no
// expectation looks at (`judged_part`). Long bytes are cut, with their length.
[[nodiscard]] std::string canonical(const model::Evidence& evidence);

// The patterns of PROTOCOL.md, "CLI-3: what is removed", in their order; a test compares the two.
[[nodiscard]] std::span<const std::string_view> removed_patterns();

// A message without what differs in every run, by the patterns of PROTOCOL.md, "CLI-3: what is
// removed".
[[nodiscard]] std::string normalised_message(std::string_view message);

}  // namespace wiretrial::judge
