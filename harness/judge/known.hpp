// Which entry of a baseline speaks of which trial, and whether what it says holds.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/record.hpp"
#include "harness/model/trial_name.hpp"

namespace wiretrial::judge {

[[nodiscard]] model::TrialName name_of_trial(const model::Plan& plan);

// The first entry that fits; nothing when none does.
[[nodiscard]] std::optional<std::size_t> entry_for(const std::vector<model::BaselineEntry>& entries,
                                                   const model::TrialName& name);

// "fail (hang)".
[[nodiscard]] std::string outcome_words(model::Outcome outcome, model::Cause cause);

// The repeats of one trial, which are judged together; most often there is one.
using Repeats = std::vector<const model::TrialRecord*>;

// The trials of a record with their repeats, in the order of the record. What an interruption left
// undone is left out. The pointers live as long as the record.
[[nodiscard]] std::vector<Repeats> trials_of(const model::Record& record);

// How a trial differs from what the entry says of it.
struct Difference {
  model::ComplaintKind kind = model::ComplaintKind::stale;
  std::string text;  // "passes now"
};

// Nothing when the entry holds.
[[nodiscard]] std::optional<Difference> difference(const model::BaselineEntry& entry,
                                                   const Repeats& repeats);

}  // namespace wiretrial::judge
