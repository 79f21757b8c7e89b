// Finds out what this machine lets us do.
#pragma once

#include <atomic>
#include <set>
#include <string>

#include "harness/model/means.hpp"

namespace wiretrial::exec {

// Tries each of the wanted means once, in a short-lived process of its own, so that nothing is left
// behind; takes some tens of milliseconds. Never fails: what cannot be tried is missing, with the
// reason. `own_program` is this program, for its hidden subcommands. When `interrupted` turns true,
// nothing more is tried, nor missed.
[[nodiscard]] model::MissingMeans probe_means(const std::set<model::Means>& wanted,
                                              const std::string& own_program,
                                              const std::atomic<bool>* interrupted = nullptr);

}  // namespace wiretrial::exec
