#include "harness/model/record.hpp"

#include <algorithm>

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

int exit_status(const Record& record, bool strict) {
  if (record.interrupted) return status_interrupted;
  const Summary summary = summarise(record);
  if (summary.count(Outcome::harness_error) > 0) return status_harness_failed;
  const bool not_served =
      std::any_of(record.trials.begin(), record.trials.end(), [](const TrialRecord& trial) {
        return trial.verdict.outcome == Outcome::not_run && trial.verdict.cause == Cause::not_ready;
      });
  const bool not_strict = strict && summary.count(Outcome::non_strict) > 0;
  if (summary.count(Outcome::fail) > 0 || not_served || not_strict) return status_nonconforming;
  if (summary.count(Outcome::flaky) > 0) return status_only_flaky;
  return status_conforming;
}

}  // namespace wiretrial::model
