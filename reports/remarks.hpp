// What stands beside verdicts and changes none of them: baselines, disputes, what does not score,
// and what was slow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

struct Remark {
  std::string_view name;  // "baseline", "scored" or "disputed"
  std::string text;       // as data of a stranger: to be made safe by who shows it
};

// Of one trial: what the baseline says of it, why it does not score, who disputes its scenario.
[[nodiscard]] std::vector<Remark> remarks(const model::TrialRecord& trial);

// Of the whole execution, a line each, safe to be shown on a terminal: what came of the baseline
// with every complaint, how many trials do not score, what a subject can do and does not declare,
// which trials were slow.
[[nodiscard]] std::vector<std::string> run_remarks(const model::Record& record);

// Whether a failure counts for nothing: the baseline knows it, or it does not score.
[[nodiscard]] bool is_excused(const model::TrialRecord& trial);

}  // namespace wiretrial::reports
