// One scenario object -> a scenario.
#pragma once

#include "harness/load/place.hpp"
#include "harness/load/protocol.hpp"
#include "harness/load/wanted.hpp"
#include "harness/model/scenario.hpp"

namespace wiretrial::load {

// Reads a scenario, or the head of one that is not wanted; faults are reported at their places.
[[nodiscard]] model::Scenario read_scenario(const Place& place, const Protocol& protocol,
                                            const Wanted& wanted);

// The words that `supports` of a subject and `needs` of a scenario have.
[[nodiscard]] const std::vector<std::string>& capabilities();

// The names of `limits` of a subject, and of `settings` of a scenario without `host`.
[[nodiscard]] const std::vector<std::string>& setting_names();

// Reports each word of an array of texts that is not among the known ones, with a near miss.
void check_words(const Place& place, std::string_view name, std::span<const std::string> known,
                 const std::string& what);

}  // namespace wiretrial::load
