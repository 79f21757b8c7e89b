#include "reports/diff.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "reports/remarks.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

constexpr std::pair<ChangeKind, std::string_view> labels[] = {
    {ChangeKind::new_failure, "new failures"},
    {ChangeKind::became_flaky, "became flaky"},
    {ChangeKind::changed_cause, "fail in another way"},
    {ChangeKind::fixed, "fixed"},
    {ChangeKind::added, "added"},
    {ChangeKind::removed, "removed"},
    {ChangeKind::other, "other changes"},
};

bool is_bad(const TrialRecord& trial, bool strict) {
  return trial.verdict.outcome == Outcome::harness_error || is_deviation(trial.verdict, strict);
}

// The status of a run is 3 after a harness_error, whatever the baseline says.
bool counts(const TrialRecord& trial, bool strict) {
  return is_bad(trial, strict) &&
         (trial.verdict.outcome == Outcome::harness_error || !is_excused(trial));
}

// A verdict that a subject had, and that is no good one.
bool was_at_fault(const TrialRecord& trial) {
  return trial.verdict.outcome != Outcome::harness_error && needs_explanation(trial.verdict);
}

bool is_as_required(const TrialRecord& trial) {
  return trial.verdict.outcome == Outcome::pass || trial.verdict.outcome == Outcome::informational;
}

ChangeKind kind_of(const TrialRecord& before, const TrialRecord& after, bool strict) {
  const Outcome outcome = after.verdict.outcome;
  if (outcome == Outcome::flaky && before.verdict.outcome != outcome) {
    return ChangeKind::became_flaky;
  }
  if (is_bad(after, strict) && !is_bad(before, strict)) return ChangeKind::new_failure;
  if (outcome == before.verdict.outcome) return ChangeKind::changed_cause;
  if (was_at_fault(before) && is_as_required(after)) return ChangeKind::fixed;
  return ChangeKind::other;
}

Change change_of(const TrialRecord& before, const TrialRecord& after, bool strict) {
  return {kind_of(before, after, strict), counts(after, strict) && !is_bad(before, strict), before,
          after};
}

Change addition(const TrialRecord& after, bool strict) {
  ChangeKind kind = is_bad(after, strict) ? ChangeKind::new_failure : ChangeKind::added;
  if (after.verdict.outcome == Outcome::flaky) kind = ChangeKind::became_flaky;
  return {kind, counts(after, strict), std::nullopt, after};
}

bool is_same(const model::Verdict& left, const model::Verdict& right) {
  return left.outcome == right.outcome && left.cause == right.cause;
}

using Word = std::tuple<bool, Outcome, model::Cause>;

Word word_of(const std::optional<TrialRecord>& trial) {
  if (!trial) return {false, Outcome::pass, model::Cause::none};
  return {true, trial->verdict.outcome, trial->verdict.cause};
}

// Changes of one kind with the same fold are told once.
using Fold = std::tuple<bool, std::string, std::string, model::Role, Word, Word>;

Fold fold_of(const Change& change) {
  const model::Plan& plan = change.trial().plan;
  return {change.regression, plan.scenario,          plan.subject,
          plan.role,         word_of(change.before), word_of(change.after)};
}

// All that a difference shows of a trial: neither the steps nor what was seen.
TrialRecord shown_part(const TrialRecord& trial) {
  TrialRecord part;
  part.plan.trial = trial.plan.trial;
  part.plan.scenario = trial.plan.scenario;
  part.plan.place = trial.plan.place;
  part.plan.subject = trial.plan.subject;
  part.plan.requirement = trial.plan.requirement;
  part.plan.role = trial.plan.role;
  part.plan.level = trial.plan.level;
  part.plan.title = trial.plan.title;
  part.plan.not_scored = trial.plan.not_scored;
  part.plan.disputed = trial.plan.disputed;
  part.verdict = trial.verdict;
  part.attempts = trial.attempts;
  part.repeat = trial.repeat;
  part.replay = trial.replay;
  part.baseline = trial.baseline;
  return part;
}

int repeats_of(const Record& record) {
  int most = 0;
  for (const TrialRecord& trial : record.trials) most = std::max(most, trial.repeat);
  return most;
}

// The repeats of a trial as one: what they all came to, or flaky.
TrialRecord as_one(const std::vector<const TrialRecord*>& repeats) {
  const auto bad = [](const TrialRecord* trial) { return needs_explanation(trial->verdict); };
  const auto failed = std::count_if(repeats.begin(), repeats.end(), bad);
  const auto first_failed = std::find_if(repeats.begin(), repeats.end(), bad);
  TrialRecord one = shown_part(first_failed == repeats.end() ? *repeats[0] : **first_failed);
  one.repeat = 0;
  const bool same = std::all_of(repeats.begin(), repeats.end(), [&](const TrialRecord* trial) {
    return is_same(trial->verdict, repeats[0]->verdict);
  });
  if (!same) {
    one.verdict.outcome = Outcome::flaky;
    one.verdict.reason =
        fmt::format("{} of {} repeats need an explanation", failed, repeats.size());
  }
  return one;
}

std::vector<TrialRecord> trials_of(const Record& record, bool repeats_as_one) {
  std::vector<TrialRecord> trials;
  if (!repeats_as_one) {
    for (const TrialRecord& trial : record.trials) trials.push_back(shown_part(trial));
    return trials;
  }
  std::map<std::string_view, std::size_t> places;
  std::vector<std::vector<const TrialRecord*>> together;
  for (const TrialRecord& trial : record.trials) {
    const auto [place, added] = places.emplace(trial.plan.trial, together.size());
    if (added) together.emplace_back();
    together[place->second].push_back(&trial);
  }
  for (const auto& repeats : together) trials.push_back(as_one(repeats));
  return trials;
}

// What makes two entries the same trial.
using Key = std::tuple<std::string, model::Role, int>;

Key key_of(const TrialRecord& trial, bool with_subject) {
  const model::Plan& plan = trial.plan;
  if (with_subject) return {plan.trial, plan.role, trial.repeat};
  return {plan.scenario + "#" + plan.place, plan.role, trial.repeat};
}

bool has_common_trial(const std::vector<TrialRecord>& left, const std::vector<TrialRecord>& right) {
  std::map<Key, bool> known;
  for (const TrialRecord& trial : left) known.emplace(key_of(trial, true), true);
  return std::any_of(right.begin(), right.end(),
                     [&](const TrialRecord& trial) { return known.contains(key_of(trial, true)); });
}

std::string subjects_text(const Record& record) {
  std::string text;
  for (const model::SubjectIdentity& subject : record.subjects) {
    text += (text.empty() ? "" : ", ") + one_line(subject.name) +
            (subject.version.empty() ? "" : " " + one_line(subject.version));
  }
  return text;
}

std::string selection_text(const model::Selection& selection) {
  std::string text;
  for (const std::string& selector : selection.selectors) text += selector + " ";
  if (!selection.role.empty()) text += "--role " + selection.role + " ";
  return text.empty() ? "everything" : text.substr(0, text.size() - 1);
}

void note_if_different(std::vector<std::string>& notes, std::string_view name,
                       const std::string& before, const std::string& after,
                       std::string_view consequence) {
  if (before == after) return;
  notes.push_back(fmt::format("{}: {} in the old record, {} in the new one; {}", name,
                              one_line(before), one_line(after), consequence));
}

void note_state(std::vector<std::string>& notes, const Record& record, std::string_view which) {
  if (record.interrupted) {
    notes.push_back(
        fmt::format("interrupted: the {} record lacks trials that were not reached", which));
  }
  if (!record.shard.empty()) {
    notes.push_back(
        fmt::format("shard: the {} record is only part {} of a run; `wiretrial merge` "
                    "makes one record of all parts",
                    which, one_line(record.shard)));
  }
}

std::vector<std::string> notes_of(const Record& before, const Record& after, bool by_scenario,
                                  bool repeats_as_one) {
  const std::string_view trials = "trials may be added or removed for that";
  std::vector<std::string> notes;
  if (by_scenario) {
    notes.push_back(
        fmt::format("subjects: {} and {} are different subjects; their trials are "
                    "compared by scenario",
                    subjects_text(before), subjects_text(after)));
  }
  note_if_different(notes, "scenarios", before.scenario_set_hash, after.scenario_set_hash, trials);
  note_if_different(notes, "revision", std::to_string(before.protocol_revision),
                    std::to_string(after.protocol_revision), "what scores is not the same in both");
  note_if_different(notes, "sweep", before.sweep, after.sweep, trials);
  note_if_different(notes, "selection", selection_text(before.selection),
                    selection_text(after.selection), trials);
  note_if_different(notes, "wiretrial", before.harness_version, after.harness_version,
                    "a change may be one of the harness; `wiretrial judge` judges both by the "
                    "rules of one version");
  note_if_different(notes, "deadlines", fmt::format("times {:g}", before.deadline_scale),
                    fmt::format("times {:g}", after.deadline_scale),
                    "a hang may be a matter of that");
  if (repeats_as_one) {
    notes.emplace_back("repeats: their numbers differ; those of a trial are taken as one");
  }
  note_state(notes, before, "old");
  note_state(notes, after, "new");
  return notes;
}

// Both sides, each trial once: those of the new record in its order, then what only the old one
// has.
std::vector<Change> changes_of(const std::vector<TrialRecord>& before,
                               const std::vector<TrialRecord>& after, bool with_subject,
                               bool strict) {
  std::map<Key, const TrialRecord*> old_trials;
  for (const TrialRecord& trial : before) old_trials.emplace(key_of(trial, with_subject), &trial);
  std::vector<Change> changes;
  for (const TrialRecord& trial : after) {
    const auto old = old_trials.find(key_of(trial, with_subject));
    if (old == old_trials.end()) {
      changes.push_back(addition(trial, strict));
      continue;
    }
    if (!is_same(old->second->verdict, trial.verdict)) {
      changes.push_back(change_of(*old->second, trial, strict));
    }
    old_trials.erase(old);
  }
  for (const TrialRecord& trial : before) {
    if (!old_trials.contains(key_of(trial, with_subject))) continue;
    changes.push_back({ChangeKind::removed, false, trial, std::nullopt});
  }
  return changes;
}

std::vector<ChangeGroup> grouped(std::vector<Change> changes) {
  std::vector<ChangeGroup> groups;
  for (const auto& [kind, name] : model::Names<ChangeKind>::table) {
    std::map<Fold, std::size_t> known;
    for (Change& change : changes) {
      if (change.kind != kind) continue;
      const auto [place, added] = known.emplace(fold_of(change), groups.size());
      if (added) groups.emplace_back();
      groups[place->second].changes.push_back(std::move(change));
    }
  }
  return groups;
}

}  // namespace

std::size_t RecordDiff::count(ChangeKind kind) const {
  std::size_t number = 0;
  for (const ChangeGroup& group : groups) {
    if (group.changes[0].kind == kind) number += group.changes.size();
  }
  return number;
}

std::size_t RecordDiff::regressions() const {
  std::size_t number = 0;
  for (const ChangeGroup& group : groups) {
    if (group.changes[0].regression) number += group.changes.size();
  }
  return number;
}

RecordDiff make_diff(const Record& before, const Record& after, bool strict) {
  if (before.protocol != after.protocol) {
    throw std::invalid_argument(fmt::format(
        "the records are of different protocols, {} and {}, and have no trial in common",
        one_line(before.protocol), one_line(after.protocol)));
  }
  const bool repeats_as_one = repeats_of(before) != repeats_of(after);
  const std::vector<TrialRecord> old_trials = trials_of(before, repeats_as_one);
  const std::vector<TrialRecord> new_trials = trials_of(after, repeats_as_one);
  const bool by_scenario = before.subjects.size() == 1 && after.subjects.size() == 1 &&
                           before.subjects[0].name != after.subjects[0].name &&
                           !has_common_trial(old_trials, new_trials);
  std::vector<Change> changes = changes_of(old_trials, new_trials, !by_scenario, strict);
  RecordDiff diff;
  diff.before = subjects_text(before);
  diff.after = subjects_text(after);
  diff.notes = notes_of(before, after, by_scenario, repeats_as_one);
  diff.trials_before = old_trials.size();
  diff.trials_after = new_trials.size();
  diff.requirements = after.requirements;
  const auto of_new = std::count_if(changes.begin(), changes.end(),
                                    [](const Change& change) { return change.after.has_value(); });
  diff.unchanged = new_trials.size() - static_cast<std::size_t>(of_new);
  diff.groups = grouped(std::move(changes));
  return diff;
}

std::string_view label_of(ChangeKind kind) {
  const auto found = std::find_if(std::begin(labels), std::end(labels),
                                  [kind](const auto& label) { return label.first == kind; });
  return found->second;
}

std::string headline_text(const RecordDiff& diff) {
  std::string counts;
  for (const auto& [kind, label] : labels) {
    if (diff.count(kind) == 0) continue;
    // The only ones that have a plural.
    const std::string_view one = kind == ChangeKind::new_failure ? "new failure"
                                 : kind == ChangeKind::other     ? "other change"
                                                                 : "";
    counts += counts.empty() ? "" : ", ";
    counts += one.empty() ? fmt::format("{} {}", diff.count(kind), label)
                          : counted(diff.count(kind), one);
  }
  if (counts.empty()) return fmt::format("No difference in {}", counted(diff.unchanged, "trial"));
  return fmt::format(
      "{}: {}",
      diff.regressions() == 0 ? "No regression" : counted(diff.regressions(), "regression"),
      counts);
}

}  // namespace wiretrial::reports
