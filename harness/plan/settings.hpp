// What a subject is told in a trial, and whether it can be told at all.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/model/scenario.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::plan {

// A stated idle limit below this would make a hang look like a rejection: ten times the reaction
// deadline (PROTOCOL.md).
inline constexpr std::int64_t shortest_idle_limit_ms = 10'000;

// The values of the placeholders in a trial whose scenario sets nothing.
[[nodiscard]] const std::map<std::string, std::int64_t>& default_settings();

struct SettingsOutcome {
  model::Settings settings;  // every setting has a value
  std::string unsupported;   // why the subject cannot be put on this trial, else empty
};

// The settings for a subject in a role: what the scenario sets where the command has a placeholder
// for it, else what the description states in `limits`, else the default.
[[nodiscard]] SettingsOutcome settle(const model::Scenario& scenario,
                                     const model::Subject& subject);

// The same for a pair: connect_ms and response_ms are the client's, idle_ms and max_content the
// server's; what is needed of a subject's "supports" is needed of both.
[[nodiscard]] SettingsOutcome settle_pair(const model::Scenario& scenario,
                                          const model::Subject& client,
                                          const model::Subject& server);

}  // namespace wiretrial::plan
