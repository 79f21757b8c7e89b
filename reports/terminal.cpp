#include "reports/terminal.hpp"

#include <map>

#include <fmt/format.h>

#include "reports/ledger.hpp"
#include "reports/remarks.hpp"
#include "reports/stability.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

// More members of a sweep are only counted.
constexpr std::size_t shown_members = 8;

// A run of a few selected scenarios leaves most clauses untried, which is no news.
constexpr std::size_t shown_clauses = 12;

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "\x1b[32m";
    case Outcome::fail:
    case Outcome::harness_error:
      return "\x1b[31m";
    case Outcome::flaky:
    case Outcome::non_strict:
      return "\x1b[33m";
    default:
      return "\x1b[2m";
  }
}

std::string members_text(const Finding& finding) {
  if (finding.trials.size() == 1) return "";
  std::string names;
  for (std::size_t i = 1; i < finding.trials.size() && i <= shown_members; ++i) {
    const model::Plan& plan = finding.trials[i]->plan;
    names += (names.empty() ? "" : ", ") +
             (plan.place.empty() ? "repeat " + std::to_string(finding.trials[i]->repeat)
                                 : one_line(plan.place));
  }
  const std::size_t more = finding.trials.size() - 1;
  if (more > shown_members) names += ", ...";
  return fmt::format("      {:<9} {} more, the same way: {}\n", "and", more, names);
}

std::string findings_text(const Record& record, bool colour) {
  std::string text;
  std::string requirement;
  for (const Finding& finding : findings(record)) {
    const std::string& id = finding.trials[0]->plan.requirement;
    if (id != requirement) {
      requirement = id;
      const model::Requirement clause = requirement_of(record, id);
      text +=
          fmt::format("\n{} {}  {}\n", one_line(id), name_of(clause.level), one_line(clause.text));
    }
    text += render_finding(*finding.trials[0], colour) + members_text(finding);
  }
  return text;
}

// Why trials were left out, each reason once.
std::string reasons_text(const Record& record) {
  std::map<std::pair<Outcome, std::string>, std::size_t> reasons;
  for (const TrialRecord& trial : record.trials) {
    const Outcome outcome = trial.verdict.outcome;
    if (outcome != Outcome::not_run && outcome != Outcome::unsupported) continue;
    ++reasons[{outcome, trial.verdict.reason}];
  }
  std::string text;
  for (const auto& [key, count] : reasons) {
    text += fmt::format("{}: {} ({})\n", label_of(key.first), one_line(key.second), count);
  }
  return text;
}

std::string coverage_text(const Record& record) {
  std::size_t untried_count = 0;
  std::string untried;
  const Ledger ledger = make_ledger(record);
  for (const LedgerRow& row : ledger.rows) {
    if (row.total > 0) continue;
    ++untried_count;
    untried += (untried.empty() ? "" : ", ") + one_line(row.requirement.id);
  }
  std::string text = fmt::format("requirements: {} of {} tried", ledger.rows.size() - untried_count,
                                 ledger.rows.size());
  if (untried_count > shown_clauses) return text + "\n";
  return text + (untried.empty() ? "" : "; no trial judges " + untried) + "\n";
}

}  // namespace

std::string painted(std::string_view text, Outcome outcome, bool colour) {
  if (!colour) return std::string(text);
  return fmt::format("{}{}\x1b[0m", colour_of(outcome), text);
}

std::string terminal_field(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("      {:<9} {}\n", name, one_line(text));
}

std::string render_finding(const TrialRecord& trial, bool colour) {
  const model::Verdict& verdict = trial.verdict;
  const std::string word =
      fmt::format("{} {}", sign_of(verdict.outcome), label_of(verdict.outcome));
  std::string text =
      fmt::format("  {} {}", painted(word, verdict.outcome, colour), one_line(trial.plan.trial));
  if (verdict.cause != model::Cause::none) text += fmt::format(" ({})", name_of(verdict.cause));
  text += '\n';
  text += terminal_field("title", trial.plan.title) + terminal_field("expected", verdict.expected) +
          terminal_field("actual", verdict.actual) + terminal_field("reason", verdict.reason) +
          terminal_field("place", verdict.place);
  if (trial.attempts > 1) text += terminal_field("attempts", std::to_string(trial.attempts));
  if (verdict.exactness != "exact") text += terminal_field("exactness", verdict.exactness);
  for (const Remark& remark : remarks(trial)) text += terminal_field(remark.name, remark.text);
  return text + terminal_field("replay", trial.replay);
}

std::string render_summary(const Record& record, bool colour) {
  const model::Summary summary = model::summarise(record);
  std::string text = counted(summary.total, "trial") + " in " + duration_text(record.duration_ms);
  std::string_view separator = ": ";
  for (const auto& [outcome, name] : model::Names<Outcome>::table) {
    if (summary.count(outcome) == 0) continue;
    text += separator;
    text +=
        painted(fmt::format("{} {}", summary.count(outcome), label_of(outcome)), outcome, colour);
    separator = ", ";
  }
  text += '\n';
  text += reasons_text(record) + coverage_text(record) + render_stability(record);
  for (const std::string& remark : run_remarks(record)) text += remark + "\n";
  if (record.interrupted) text += "interrupted: trials are missing\n";
  return text;
}

std::string render_terminal(const Record& record, bool colour) {
  std::string text;
  for (const auto& [name, value] : identity(record)) {
    text += fmt::format("{:<13} {}\n", name, value);
  }
  return text + findings_text(record, colour) + "\n" + render_summary(record, colour);
}

}  // namespace wiretrial::reports
