#include "harness/judge/known.hpp"

#include <algorithm>

#include "harness/judge/baseline.hpp"

namespace wiretrial::judge {

using model::BaselineEntry;
using model::Cause;
using model::ComplaintKind;
using model::Outcome;
using model::TrialRecord;
using model::Verdict;

namespace {

std::string came_to(const Verdict& verdict) {
  if (verdict.outcome == Outcome::pass) return "passes now";
  std::string text = "came to " + outcome_words(verdict.outcome, verdict.cause);
  const bool says_why =
      verdict.outcome == Outcome::unsupported || verdict.outcome == Outcome::not_run;
  return says_why && !verdict.reason.empty() ? text + ": " + verdict.reason : text;
}

// Whether the same came of every repeat.
bool alike(const Repeats& repeats) {
  return std::all_of(repeats.begin(), repeats.end(), [&](const TrialRecord* trial) {
    return trial->verdict.outcome == repeats[0]->verdict.outcome &&
           trial->verdict.cause == repeats[0]->verdict.cause;
  });
}

std::optional<Difference> difference_of_flaky(const BaselineEntry& entry, const Repeats& repeats) {
  const std::size_t count = repeats.size();
  const Verdict& verdict = repeats[0]->verdict;
  const bool always = alike(repeats) && verdict.outcome != Outcome::flaky;
  const std::string times = " in each of " + std::to_string(count) + " repeats";
  if (always && verdict.outcome == Outcome::pass) {
    if (count < passes_of_a_sound_trial) return std::nullopt;
    return Difference{ComplaintKind::stale, "passes" + times};
  }
  if (always && count > 1) return Difference{ComplaintKind::stale, came_to(verdict) + times};
  for (const TrialRecord* trial : repeats) {
    TrialRecord one;  // without the evidence, which may be long
    one.verdict = trial->verdict;
    one.attempts = trial->attempts;
    one.repeat = trial->repeat;
    one.baseline = entry;
    if (is_known(one)) continue;
    const bool other_cause = entry.cause != Cause::none && trial->verdict.cause != entry.cause;
    return Difference{
        other_cause ? ComplaintKind::wrong_cause : ComplaintKind::stale,
        came_to(trial->verdict) + (trial->attempts > 1 && !other_cause ? " in every attempt" : "")};
  }
  return std::nullopt;
}

}  // namespace

model::TrialName name_of_trial(const model::Plan& plan) {
  return {plan.scenario, plan.place, plan.subject};
}

std::optional<std::size_t> entry_for(const std::vector<BaselineEntry>& entries,
                                     const model::TrialName& name) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].subject == name.subject && model::fits(entries[i].scenario, name)) return i;
  }
  return std::nullopt;
}

std::string outcome_words(Outcome outcome, Cause cause) {
  std::string text(model::name_of(outcome));
  return cause == Cause::none ? text : text + " (" + std::string(model::name_of(cause)) + ")";
}

std::vector<Repeats> trials_of(const model::Record& record) {
  std::vector<Repeats> trials;
  std::map<std::string_view, std::size_t> places;
  for (const TrialRecord& trial : record.trials) {
    const bool undone = record.interrupted && trial.verdict.outcome == Outcome::not_run;
    if (undone) continue;
    const auto [place, is_new] = places.emplace(trial.plan.trial, trials.size());
    if (is_new) trials.emplace_back();
    trials[place->second].push_back(&trial);
  }
  return trials;
}

std::optional<Difference> difference(const BaselineEntry& entry, const Repeats& repeats) {
  if (entry.outcome == Outcome::flaky) return difference_of_flaky(entry, repeats);
  for (const TrialRecord* trial : repeats) {
    const Verdict& verdict = trial->verdict;
    if (verdict.outcome == entry.outcome && verdict.cause == entry.cause) continue;
    const bool other_cause = verdict.outcome == entry.outcome;
    return Difference{other_cause ? ComplaintKind::wrong_cause : ComplaintKind::stale,
                      came_to(verdict)};
  }
  return std::nullopt;
}

}  // namespace wiretrial::judge
