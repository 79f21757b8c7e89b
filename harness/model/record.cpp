#include "harness/model/record.hpp"

namespace wiretrial::model {

namespace {

constexpr int status_conforming = 0;
constexpr int status_nonconforming = 1;
constexpr int status_harness_failed = 3;
constexpr int status_only_flaky = 4;
constexpr int status_interrupted = 130;

}  // namespace

std::size_t Summary::count(Outcome outcome) const {
  const auto found = by_outcome.find(outcome);
  return found == by_outcome.end() ? 0 : found->second;
}

void Summary::add(Outcome outcome) {
  ++total;
  ++by_outcome[outcome];
}

Summary summarise(const Record& record) {
  Summary summary;
  for (const TrialRecord& trial : record.trials) {
    summary.add(trial.verdict.outcome);
  }
  return summary;
}

bool is_known(const TrialRecord& trial) {
  if (!trial.baseline) return false;
  const BaselineEntry& entry = *trial.baseline;
  const Verdict& verdict = trial.verdict;
  const bool same_cause = entry.cause == Cause::none || entry.cause == verdict.cause;
  if (entry.outcome != Outcome::flaky) return entry.outcome == verdict.outcome && same_cause;
  if (verdict.outcome == Outcome::pass) return true;
  if (verdict.outcome == Outcome::flaky) return same_cause;
  // A failure that was not run again, or is one of several repeats, may be one of its two faces.
  const bool failed = verdict.outcome == Outcome::fail || verdict.outcome == Outcome::non_strict;
  return failed && same_cause && (trial.attempts == 1 || trial.repeat > 0);
}

bool is_deviation(const Verdict& verdict, bool strict) {
  switch (verdict.outcome) {
    case Outcome::fail:
    case Outcome::flaky:
      return true;
    case Outcome::non_strict:
      return strict;
    case Outcome::not_run:
      return verdict.cause == Cause::not_ready;
    default:
      return false;
  }
}

int exit_status(const Record& record, bool strict) {
  if (record.interrupted) return status_interrupted;
  bool failed = record.baseline && !record.baseline->complaints.empty();
  bool flaky = false;
  for (const TrialRecord& trial : record.trials) {
    if (trial.verdict.outcome == Outcome::harness_error) return status_harness_failed;
    const bool excused = is_known(trial) || !trial.plan.not_scored.empty();
    if (excused || !is_deviation(trial.verdict, strict)) continue;
    (trial.verdict.outcome == Outcome::flaky ? flaky : failed) = true;
  }
  if (failed) return status_nonconforming;
  return flaky ? status_only_flaky : status_conforming;
}

}  // namespace wiretrial::model
