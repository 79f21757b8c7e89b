#include "cli/performed.hpp"

#include <algorithm>

namespace wiretrial::cli {

using model::Cause;
using model::Outcome;
using model::Plan;
using model::TrialRecord;
using model::Verdict;

bool is_finding(const Verdict& verdict) {
  return verdict.outcome == Outcome::fail || verdict.outcome == Outcome::non_strict;
}

bool spoils_server(const Verdict& verdict) {
  switch (verdict.cause) {
    case Cause::not_ready:
    case Cause::crash:
    case Cause::spin:
    case Cause::hang:
    case Cause::leak:
    case Cause::memory:
    case Cause::control_failed:
      return true;
    default:
      return false;
  }
}

TrialRecord not_run(Plan plan, Cause cause, std::string reason) {
  TrialRecord record;
  record.verdict.outcome = Outcome::not_run;
  record.verdict.cause = cause;
  record.verdict.reason = std::move(reason);
  record.attempts = 0;
  record.plan = std::move(plan);
  return record;
}

bool agree(const Verdict& left, const Verdict& right) {
  return left.outcome == right.outcome && left.cause == right.cause;
}

void call_flaky(TrialRecord& record, std::size_t agreeing, std::size_t runs) {
  record.verdict.reason = std::string(model::name_of(record.verdict.outcome)) + " (" +
                          std::string(model::name_of(record.verdict.cause)) + ") in " +
                          std::to_string(agreeing + 1) + " of " + std::to_string(runs + 1) +
                          " runs";
  record.verdict.outcome = Outcome::flaky;
}

bool began_anew(const TrialRecord& record) {
  return std::any_of(record.evidence.begin(), record.evidence.end(), [](const auto& evidence) {
    return std::any_of(evidence.events.begin(), evidence.events.end(), [](const auto& event) {
      return event.kind == model::EventKind::started && event.connection.empty();
    });
  });
}

void name_history(TrialRecord& record, const History& needed) {
  constexpr std::size_t most_named = 3;
  std::string names;
  for (const auto& plan : needed) {
    record.after.push_back(plan->trial);
    if (record.after.size() > most_named) continue;
    names += (names.empty() ? "" : ", ") + plan->trial;
  }
  if (needed.size() > most_named) {
    names += " and " + std::to_string(needed.size() - most_named) + " more";
  }
  const std::string before = record.verdict.reason.empty() ? "" : "; " + record.verdict.reason;
  record.verdict.reason = "in a fresh subject only after " + names + before;
}

}  // namespace wiretrial::cli
