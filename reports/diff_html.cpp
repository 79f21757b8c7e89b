#include <fmt/format.h>

#include "reports/diff_reports.hpp"
#include "reports/html_parts.hpp"
#include "reports/ledger.hpp"
#include "reports/remarks.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::TrialRecord;

std::string html_entry(std::string_view name, std::string_view text) {
  if (text.empty()) return "";
  return fill("diff-entry.html", {{"name", html_text(name)}, {"text", html_text(text)}});
}

std::string html_verdict(const TrialRecord& trial) {
  std::string text = html_badge(trial.verdict.outcome);
  if (trial.verdict.cause != model::Cause::none) {
    text += fmt::format(" <span class=\"cause\">{}</span>", name_of(trial.verdict.cause));
  }
  return text;
}

std::string was_text(const Change& change) {
  if (!change.after) return "";
  return change.before ? "was " + html_verdict(*change.before) : "was not there";
}

std::string name_of_trial(const TrialRecord& trial) {
  return html_text(trial.plan.trial) +
         (trial.repeat > 0 ? fmt::format(" (repeat {})", trial.repeat) : "");
}

std::string details(const Change& change) {
  const TrialRecord& trial = change.trial();
  std::string text = html_entry("expected", one_line(trial.verdict.expected)) +
                     html_entry("actual", one_line(trial.verdict.actual));
  if (change.before && change.after) {
    text += html_entry("actual before", one_line(change.before->verdict.actual));
  }
  text += html_entry("reason", one_line(trial.verdict.reason));
  for (const Remark& remark : remarks(trial)) text += html_entry(remark.name, remark.text);
  return text + html_entry("replay", trial.replay);
}

std::string html_members(const ChangeGroup& group) {
  if (group.changes.size() == 1) return "";
  std::string names;
  for (std::size_t i = 1; i < group.changes.size(); ++i) {
    names += "<li><code>" + name_of_trial(group.changes[i].trial()) + "</code></li>";
  }
  return fill("diff-members.html",
              {{"count", std::to_string(group.changes.size() - 1)}, {"names", names}});
}

std::string group_text(const RecordDiff& diff, const ChangeGroup& group) {
  const Change& change = group.changes[0];
  const TrialRecord& trial = change.trial();
  const model::Requirement clause = requirement_of(diff.requirements, trial.plan.requirement);
  return fill("diff-row.html", {{"regression", change.regression ? "regression" : "change"},
                                {"open", change.regression ? " open" : ""},
                                {"verdict", html_verdict(trial)},
                                {"was", was_text(change)},
                                {"trial", name_of_trial(trial)},
                                {"requirement", html_text(clause.id)},
                                {"level", std::string(name_of(trial.plan.level))},
                                {"clause", html_clause(clause.text)},
                                {"title", html_text(trial.plan.title)},
                                {"details", details(change)},
                                {"members", html_members(group)}});
}

std::string section(const RecordDiff& diff, ChangeKind kind) {
  std::string rows;
  for (const ChangeGroup& group : diff.groups) {
    if (group.changes[0].kind == kind) rows += group_text(diff, group);
  }
  if (rows.empty()) return "";
  return fill("diff-section.html", {{"kind", std::string(model::name_of(kind))},
                                    {"label", html_text(label_of(kind))},
                                    {"count", std::to_string(diff.count(kind))},
                                    {"rows", rows}});
}

}  // namespace

std::string render_html(const RecordDiff& diff) {
  std::string notes;
  for (const std::string& note : diff.notes) {
    notes += "<p class=\"notice\">" + html_text(note) + "</p>\n";
  }
  std::string sections;
  for (const auto& [kind, name] : model::Names<ChangeKind>::table) sections += section(diff, kind);
  return fill("diff.html", {{"headline", html_text(headline_text(diff))},
                            {"before", html_text(diff.before)},
                            {"after", html_text(diff.after)},
                            {"trials_before", counted(diff.trials_before, "trial")},
                            {"trials_after", counted(diff.trials_after, "trial")},
                            {"unchanged", std::to_string(diff.unchanged)},
                            {"notes", notes},
                            {"sections", sections},
                            {"style", fill("style.css", {}) + fill("diff.css", {})}});
}

}  // namespace wiretrial::reports
