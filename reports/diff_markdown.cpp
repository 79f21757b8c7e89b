#include <fmt/format.h>

#include "reports/diff_reports.hpp"
#include "reports/ledger.hpp"
#include "reports/markdown.hpp"
#include "reports/remarks.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::TrialRecord;

// GitHub refuses comments of 65,536 characters. Each kind gets a share, so that the failures do not
// push out that something was fixed.
constexpr std::size_t failures_limit_bytes = 36'000;
constexpr std::size_t others_limit_bytes = 4'000;
constexpr std::size_t notes_limit_bytes = 6'000;

std::string markdown_verdict(const TrialRecord& trial) {
  const model::Verdict& verdict = trial.verdict;
  std::string text = fmt::format("{} {}", sign_of(verdict.outcome), label_of(verdict.outcome));
  if (verdict.cause != model::Cause::none) {
    text += fmt::format(" ({})", markdown_text(name_of(verdict.cause)));
  }
  return text;
}

std::string heading(const ChangeGroup& group) {
  const Change& change = group.changes[0];
  const TrialRecord& trial = change.trial();
  std::string text = fmt::format("{} {}", markdown_verdict(trial), markdown_code(trial.plan.trial));
  if (trial.repeat > 0) text += fmt::format(" (repeat {})", trial.repeat);
  if (group.changes.size() > 1) text += fmt::format(" and {} more", group.changes.size() - 1);
  if (change.before && change.after) text += ", was " + markdown_verdict(*change.before);
  if (!change.before) text += ", was not there";
  return text;
}

std::string explained(const RecordDiff& diff, const ChangeGroup& group) {
  const Change& change = group.changes[0];
  const TrialRecord& trial = change.trial();
  const model::Requirement clause = requirement_of(diff.requirements, trial.plan.requirement);
  std::string body = markdown_line("title", trial.plan.title) +
                     markdown_line("expected", trial.verdict.expected) +
                     markdown_line("actual", trial.verdict.actual);
  if (change.before) body += markdown_line("before", change.before->verdict.actual);
  body += markdown_line("reason", trial.verdict.reason);
  for (const Remark& remark : remarks(trial)) body += markdown_line(remark.name, remark.text);
  body += markdown_line("replay", trial.replay);
  return fmt::format("<details{}><summary>{}</summary>\n\n**{}** {} {}\n\n{}\n</details>\n",
                     change.regression ? " open" : "", heading(group), markdown_text(clause.id),
                     name_of(trial.plan.level), markdown_text(clause.text), markdown_fence(body));
}

std::string kind_text(const RecordDiff& diff, ChangeKind kind, std::size_t& room_bytes) {
  const bool is_explained = kind == ChangeKind::new_failure || kind == ChangeKind::became_flaky ||
                            kind == ChangeKind::changed_cause;
  std::size_t others_room_bytes = others_limit_bytes;
  std::size_t& room = is_explained ? room_bytes : others_room_bytes;
  std::string text;
  std::size_t left_out = 0;
  for (const ChangeGroup& group : diff.groups) {
    if (group.changes[0].kind != kind) continue;
    const std::string next = is_explained ? explained(diff, group) : "- " + heading(group) + "\n";
    if (left_out > 0 || next.size() > room) {
      ++left_out;
      continue;
    }
    room -= next.size();
    text += next;
  }
  if (left_out > 0) text += fmt::format("\n{} more: see the other reports.\n", left_out);
  if (text.empty()) return "";
  return fmt::format("### {} ({})\n\n{}\n", label_of(kind), diff.count(kind), text);
}

std::string notes_text(const RecordDiff& diff) {
  std::string text;
  for (const std::string& note : diff.notes) {
    const std::string next = "- " + markdown_text(note) + "\n";
    if (text.size() + next.size() < notes_limit_bytes) text += next;
  }
  return text.empty() ? "" : text + "\n";
}

}  // namespace

std::string render_markdown(const RecordDiff& diff) {
  std::string text = fmt::format("## wiretrial: {}\n\n{} → {}, {} and {}, {} unchanged\n\n{}",
                                 headline_text(diff), markdown_text(diff.before),
                                 markdown_text(diff.after), counted(diff.trials_before, "trial"),
                                 diff.trials_after, diff.unchanged, notes_text(diff));
  std::size_t room_bytes = failures_limit_bytes;
  for (const auto& [kind, name] : model::Names<ChangeKind>::table) {
    text += kind_text(diff, kind, room_bytes);
  }
  return text;
}

}  // namespace wiretrial::reports
