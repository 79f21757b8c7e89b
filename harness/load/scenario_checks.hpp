// What must hold between the steps of a scenario, each of which is right by itself.
#pragma once

#include "harness/load/place.hpp"
#include "harness/model/scenario.hpp"

namespace wiretrial::load {

// Reports names of connections and snapshots that no earlier step made, a sweep without exactly one
// swept send, a scenario that expects nothing, a client scenario that never starts its client.
// Derives `waits_for_rejection`.
void check_scenario(const Place& place, model::Scenario& scenario);

}  // namespace wiretrial::load
