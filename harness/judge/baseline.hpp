// Verdicts against what a baseline says of them. No outcome is changed by it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/model/record.hpp"
#include "harness/model/trial_name.hpp"

namespace wiretrial::judge {

// A trial that is said to be flaky and passes in so many repeats, is so no longer.
inline constexpr std::size_t passes_of_a_sound_trial = 20;

// What a new entry has for a reason.
inline constexpr const char* reason_to_be_written = "to be written: why this is left as it is";

// Gives each trial of the record the first entry that fits it, and complains about entries that do
// not hold: a trial came to something else, the entry has expired by `today` (year-month-day), or
// it fits none of `all`, the trials that there could be with the subjects of this run. An entry is
// looked at only as far as this run has trials that it fits, and not at all when its subject takes
// no part; trials that an interruption left undone are no reason to complain.
void apply_baseline(const model::Baseline& baseline, std::span<const model::TrialName> all,
                    const std::string& today, model::Record& record);

// What --write-baseline writes and says.
struct Renewal {
  std::vector<model::BaselineEntry> entries;
  std::vector<std::string> dropped;  // a line each, with the reason
  std::vector<std::string> added;    // a line each
};

// The entries that hold for this record: those of `old` that still do or that it says nothing of,
// in their order, and then new ones for every other deviation (`non_strict` only when `strict`, or
// when it was known). A new entry takes reason, link, owner and expiry from a dropped one that said
// the same of its trial. The trials of a sweep share an entry when all of them are in the record
// and came to the same.
[[nodiscard]] Renewal renew_baseline(const model::Baseline& old,
                                     std::span<const model::TrialName> all,
                                     const model::Record& record, bool strict);

}  // namespace wiretrial::judge
