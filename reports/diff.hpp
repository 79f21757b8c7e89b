// Two records -> what is different between them, by trial. The texts of it are in diff_text.hpp and
// diff_html.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/names.hpp"
#include "harness/model/record.hpp"

namespace wiretrial::reports {

// In the order in which they are shown.
enum class ChangeKind {
  new_failure,   // failed in no known way before, and fails now; also one that was not there before
  became_flaky,  // is flaky now, and was not
  changed_cause,  // fails now as before, but in another way
  fixed,          // failed, was flaky or violated a SHOULD, and is as required now
  added,          // is only in the new record, and does not fail
  removed,        // is only in the old record
  other,          // every other change of outcome
};

}  // namespace wiretrial::reports

namespace wiretrial::model {

template <>
struct Names<reports::ChangeKind> {
  static constexpr std::array<std::pair<reports::ChangeKind, std::string_view>, 7> table{
      {{reports::ChangeKind::new_failure, "new_failure"},
       {reports::ChangeKind::became_flaky, "became_flaky"},
       {reports::ChangeKind::changed_cause, "changed_cause"},
       {reports::ChangeKind::fixed, "fixed"},
       {reports::ChangeKind::added, "added"},
       {reports::ChangeKind::removed, "removed"},
       {reports::ChangeKind::other, "other"}}};
};

}  // namespace wiretrial::model

namespace wiretrial::reports {

// A trial that did not come to the same in both records.
struct Change {
  ChangeKind kind = ChangeKind::other;
  // It was acceptable, or not there, and is a failure, flaky or a harness_error now, for which
  // neither the baseline nor the revision has an excuse.
  bool regression = false;
  std::optional<model::TrialRecord> before;  // without plan's steps and evidence; absent: added
  std::optional<model::TrialRecord> after;   // absent: removed

  // The side that says what trial it is: the new one when there is one.
  [[nodiscard]] const model::TrialRecord& trial() const { return after ? *after : *before; }
};

// Changes of one scenario and column from one verdict to another: members of a sweep, repeats.
struct ChangeGroup {
  std::vector<Change> changes;  // never empty
};

struct RecordDiff {
  std::string before;  // subjects with their versions, safe to be shown
  std::string after;
  // What makes the two records less comparable, a line each, safe to be shown: other subjects,
  // scenarios, sweeps, selections, parts of runs.
  std::vector<std::string> notes;
  std::vector<ChangeGroup> groups;  // by kind, then as in the new record, then as in the old one
  std::size_t trials_before = 0;
  std::size_t trials_after = 0;
  std::size_t unchanged = 0;
  std::vector<model::Requirement> requirements;  // of the new record

  [[nodiscard]] std::size_t count(ChangeKind kind) const;  // trials
  [[nodiscard]] std::size_t regressions() const;           // trials
};

// Compares by trial and repeat. When no trial is in both and each record has one subject, the
// subject's name is left out of the comparison; when the numbers of repeats differ, the repeats of
// a trial are taken as one, which is flaky when they differ. With `strict` a violated SHOULD is a
// failure. Holds no reference to the records. Throws std::invalid_argument when the records are of
// different protocols, which have no trial in common.
[[nodiscard]] RecordDiff make_diff(const model::Record& before, const model::Record& after,
                                   bool strict = false);

// "1 regression: 1 new failure, 2 fixed"; "No difference in 40 trials".
[[nodiscard]] std::string headline_text(const RecordDiff& diff);

// What a person calls the kind: "new failures".
[[nodiscard]] std::string_view label_of(ChangeKind kind);

}  // namespace wiretrial::reports
