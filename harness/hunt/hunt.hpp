// The fuzzer: inputs to one or several subjects, what they do, what the judge says of it, and what
// is worth being tried again in other ways.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/input.hpp"
#include "harness/hunt/probe.hpp"
#include "harness/hunt/pursuit.hpp"

namespace wiretrial::hunt {

// Subjects that reacted differently to the same input, by what the reference makes of it.
struct Disagreement {
  std::string clause;
  std::string expected;                // "accepted", "rejected", "incomplete"
  std::vector<std::string> reactions;  // of each subject, in their order
  std::string address;                 // of the first input of this kind
  std::size_t occurrences = 0;
};

struct HuntOptions {
  std::optional<std::chrono::milliseconds> time;
  std::optional<std::uint64_t> inputs;
  std::optional<std::size_t> findings;  // after so many it is over
  std::optional<Address> only;          // this input and nothing else
  const std::atomic<bool>* interrupted = nullptr;
};

struct HuntCounts {
  std::uint64_t inputs = 0;
  std::uint64_t left_out = 0;  // known to wait out a deadline: not tried, and no input
  std::size_t signatures = 0;
  std::size_t suspicions = 0;  // by kinds
  std::size_t findings = 0;
  double seconds = 0;          // in all, of which went
  double input_seconds = 0;    // to inputs,
  double restart_seconds = 0;  // to starting subjects anew,
  double waiting_seconds = 0;  // and to waiting for triage at the end.
  double triage_seconds = 0;   // for so long triage was at work beside
};

// Called from the hunt's own thread.
struct HuntEvents {
  std::function<void(const HuntCounts&)> on_progress;
  std::function<void(const Finding&)> on_finding;  // as soon as there is one: it is to be kept
  std::function<void(const Input&)> on_novel;      // its reaction was of a new kind
};

struct HuntResult {
  HuntCounts counts;
  bool interrupted = false;
  std::vector<Finding> findings;  // with how often each was met again
  std::vector<Unconfirmed> unconfirmed;
  std::vector<Untriaged> untriaged;
  std::vector<Disagreement> disagreements;
  std::string broken_off;  // why a subject could not be hunted any more
};

// The same subjects in the same order, and a flag that breaks off what their accesses are in.
struct Party {
  std::vector<Chase> hunted;
  std::vector<Chase> tried;  // for triage, beside the hunt
  std::atomic<bool> over{false};
};

// Hunts after all subjects with the same inputs, and looks into suspicions meanwhile. At the latest
// when the time is up, or at an interruption, it sets `over` and ends in good order. Throws
// NoQuarry before anything was found out, and what Access throws.
[[nodiscard]] HuntResult hunt(Party& party, const Generator& generator, const HuntOptions& options,
                              const HuntEvents& events);

}  // namespace wiretrial::hunt
