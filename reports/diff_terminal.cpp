#include <fmt/format.h>

#include "reports/diff_reports.hpp"
#include "reports/ledger.hpp"
#include "reports/remarks.hpp"
#include "reports/terminal.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::TrialRecord;

// More members of a sweep, and more of what is no failure, are only counted.
constexpr std::size_t shown_changed_members = 8;
constexpr std::size_t shown_groups = 20;

std::string terminal_verdict(const TrialRecord& trial, bool colour) {
  const model::Verdict& verdict = trial.verdict;
  std::string text =
      painted(fmt::format("{} {}", sign_of(verdict.outcome), label_of(verdict.outcome)),
              verdict.outcome, colour);
  if (verdict.cause != model::Cause::none) text += fmt::format(" ({})", name_of(verdict.cause));
  return text;
}

std::string heading(const Change& change, bool colour) {
  const TrialRecord& trial = change.trial();
  std::string text = "  " + terminal_verdict(trial, colour) + " " + one_line(trial.plan.trial);
  if (trial.repeat > 0) text += fmt::format(" (repeat {})", trial.repeat);
  if (change.before && change.after) text += ", was " + terminal_verdict(*change.before, colour);
  if (!change.before) text += ", was not there";
  return text + "\n";
}

std::string clause_text(const RecordDiff& diff, const model::Plan& plan) {
  return fmt::format("{} {} {}", plan.requirement, name_of(plan.level),
                     requirement_of(diff.requirements, plan.requirement).text);
}

std::string details(const RecordDiff& diff, const Change& change) {
  const TrialRecord& trial = change.trial();
  std::string text = terminal_field("clause", clause_text(diff, trial.plan)) +
                     terminal_field("title", trial.plan.title) +
                     terminal_field("expected", trial.verdict.expected) +
                     terminal_field("actual", trial.verdict.actual);
  if (change.before) text += terminal_field("before", change.before->verdict.actual);
  text +=
      terminal_field("reason", trial.verdict.reason) + terminal_field("place", trial.verdict.place);
  for (const Remark& remark : remarks(trial)) text += terminal_field(remark.name, remark.text);
  return text + terminal_field("replay", trial.replay);
}

std::string changed_members(const ChangeGroup& group) {
  const std::size_t more = group.changes.size() - 1;
  if (more == 0) return "";
  std::string names;
  for (std::size_t i = 1; i <= more && i <= shown_changed_members; ++i) {
    const TrialRecord& trial = group.changes[i].trial();
    names += (names.empty() ? "" : ", ") + (trial.plan.place.empty()
                                                ? fmt::format("repeat {}", trial.repeat)
                                                : one_line(trial.plan.place));
  }
  return terminal_field("and", fmt::format("{} more, the same way: {}{}", more, names,
                                           more > shown_changed_members ? ", ..." : ""));
}

std::string kind_text(const RecordDiff& diff, ChangeKind kind, bool colour) {
  const bool is_explained = kind == ChangeKind::new_failure || kind == ChangeKind::became_flaky ||
                            kind == ChangeKind::changed_cause;
  std::string text;
  std::size_t groups = 0;
  for (const ChangeGroup& group : diff.groups) {
    const Change& change = group.changes[0];
    if (change.kind != kind) continue;
    if (!is_explained && ++groups > shown_groups) continue;
    text += heading(change, colour);
    if (is_explained) text += details(diff, change);
    text += changed_members(group);
  }
  if (groups > shown_groups) text += fmt::format("  and {} more\n", groups - shown_groups);
  return text.empty() ? "" : fmt::format("\n{}\n{}", label_of(kind), text);
}

}  // namespace

std::string render_terminal(const RecordDiff& diff, bool colour) {
  std::string text =
      fmt::format("{:<13} {}, {}\n", "old", diff.before, counted(diff.trials_before, "trial")) +
      fmt::format("{:<13} {}, {}\n", "new", diff.after, counted(diff.trials_after, "trial"));
  for (const std::string& note : diff.notes) text += fmt::format("{:<13} {}\n", "note", note);
  for (const auto& [kind, name] : model::Names<ChangeKind>::table) {
    text += kind_text(diff, kind, colour);
  }
  return text + "\n" + headline_text(diff) + "\n";
}

}  // namespace wiretrial::reports
