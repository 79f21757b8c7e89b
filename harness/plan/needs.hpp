// What a scenario's steps ask of the place where it runs.
#pragma once

#include <set>
#include <span>
#include <string>

#include "harness/model/means.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::plan {

// Whether the scenario needs a process of its own: it says so, sets something, or does something to
// the process.
[[nodiscard]] bool needs_fresh_process(const model::Scenario& scenario);

// Whether the scenario waits out a deadline, so that it would hold up the trials behind it.
[[nodiscard]] bool waits_out_deadline(const model::Scenario& scenario);

// Whether the scenario acts on packets, routes or names, and so is performed in a network of its
// own.
[[nodiscard]] bool needs_own_network(const model::Scenario& scenario);

// What the machine must offer for the scenario's steps and settings.
[[nodiscard]] std::set<model::Means> needed_means(const model::Scenario& scenario);

[[nodiscard]] std::set<model::Means> needed_means(std::span<const model::Scenario> scenarios);

// Why the scenario cannot be performed on this machine; empty when it can.
[[nodiscard]] std::string lacking(const model::Scenario& scenario,
                                  const model::MissingMeans& missing);

// Why a server that was not started by the harness (`address`) cannot be put on this trial; empty
// when it can.
[[nodiscard]] std::string unfit_for_running_server(const model::Scenario& scenario,
                                                   const model::ServerSubject& server);

}  // namespace wiretrial::plan
