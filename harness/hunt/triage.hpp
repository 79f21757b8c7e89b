// From a suspicion to a finding: confirmed by the judge in fresh processes, blamed on the fewest
// connections that show it, made small, and written as a scenario.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <variant>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/probe.hpp"

namespace wiretrial::hunt {

// A finding is tried so often in fresh processes before it is made small.
inline constexpr std::size_t confirming_tries = 5;

// What findings have in common that are one: clause, cause, signal, the sanitizer's report; of what
// is compared or left behind the clause says enough.
[[nodiscard]] std::string signature_of(const Finding& finding);

// The keys of findings, by their signatures.
using KnownFindings = std::map<std::string, std::string>;

// A suspicion that turned out to be a finding which there is already, by its key.
struct Repeated {
  std::string key;
};

using TriageOutcome = std::variant<Finding, Repeated, Unconfirmed>;

// Looks into the suspicion; leaves the subject's server in whatever state. `most_time` bounds
// making it small. Once `over` is set it ends soon: what is a finding by then is given as it is;
// otherwise it throws what the access throws.
[[nodiscard]] TriageOutcome look_into(const Chase& chase, const Suspicion& suspicion,
                                      const KnownFindings& known,
                                      std::chrono::milliseconds most_time,
                                      const std::atomic<bool>& over);

}  // namespace wiretrial::hunt
