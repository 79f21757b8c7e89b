#include "reports/markdown.hpp"

#include <algorithm>

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

// GitHub refuses comments of 65,536 characters, so each part has its share.
constexpr std::size_t findings_limit_bytes = 36'000;
constexpr std::size_t part_limit_bytes = 4'500;
constexpr std::size_t ledger_limit_bytes = 11'000;

// Whole lines up to the limit, which leaves room for the count of the others and the line that ends
// the part.
std::string limited(const std::string& lines, std::size_t limit_bytes, std::string_view end = "") {
  if (lines.size() + end.size() <= limit_bytes) return lines + std::string(end);
  const std::size_t behind = lines.rfind('\n', limit_bytes - 100) + 1;
  const auto left_out =
      std::count(lines.begin() + static_cast<std::ptrdiff_t>(behind), lines.end(), '\n');
  return fmt::format("{}\n{} more: see the HTML report.\n{}\n", lines.substr(0, behind),
                     counted(static_cast<std::size_t>(left_out), "line"), end);
}

std::string markdown_remarks(const TrialRecord& trial) {
  std::string text;
  for (const Remark& remark : remarks(trial)) text += markdown_line(remark.name, remark.text);
  return text;
}

std::string summary_table(const Record& record) {
  const Ledger ledger = make_ledger(record);
  std::string head = "| subject | role |";
  std::string rule = "|---|---|";
  for (const auto& [outcome, name] : model::Names<Outcome>::table) {
    head += fmt::format(" {} {} |", sign_of(outcome), label_of(outcome));
    rule += "---:|";
  }
  std::string text = head + "\n" + rule + "\n";
  for (std::size_t column = 0; column < ledger.columns.size(); ++column) {
    text += fmt::format("| {} | {} |", markdown_text(ledger.columns[column].subject),
                        name_of(ledger.columns[column].role));
    for (const auto& [outcome, name] : model::Names<Outcome>::table) {
      std::size_t count = 0;
      for (const LedgerRow& row : ledger.rows) count += row.cells[column].summary.count(outcome);
      text += count == 0 ? " |" : fmt::format(" {} |", count);
    }
    text += "\n";
  }
  return text;
}

std::string finding_text(const Record& record, const Finding& finding) {
  const TrialRecord& trial = *finding.trials[0];
  const model::Verdict& verdict = trial.verdict;
  const model::Requirement clause = requirement_of(record, trial.plan.requirement);
  const std::size_t more = finding.trials.size() - 1;
  const std::string cause =
      verdict.cause == model::Cause::none ? "" : fmt::format(" ({})", name_of(verdict.cause));
  const std::string body =
      markdown_line("title", trial.plan.title) + markdown_line("expected", verdict.expected) +
      markdown_line("actual", verdict.actual) + markdown_line("reason", verdict.reason) +
      markdown_line("place", verdict.place) + markdown_remarks(trial) +
      markdown_line("replay", trial.replay);
  return fmt::format(
      "<details><summary>{} <b>{}</b> {} {}{}{}</summary>\n\n{} **{}** {}\n\n{}\n</details>\n",
      sign_of(verdict.outcome), label_of(verdict.outcome), markdown_text(clause.id),
      markdown_code(trial.plan.trial), markdown_text(cause),
      more == 0 ? "" : fmt::format(" and {} more", more), markdown_text(clause.id),
      name_of(trial.plan.level), markdown_text(clause.text), markdown_fence(body));
}

std::string findings_text(const Record& record) {
  const std::vector<Finding> all = findings(record);
  if (all.empty()) return "";
  std::string text = "### Findings\n\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string next = finding_text(record, all[i]);
    if (text.size() + next.size() > findings_limit_bytes) {
      return text +
             fmt::format("\n{} more: see the HTML report.\n\n", counted(all.size() - i, "finding"));
    }
    text += next;
  }
  return text + "\n";
}

std::string ledger_text(const Record& record) {
  const Ledger ledger = make_ledger(record);
  const auto tried = std::count_if(ledger.rows.begin(), ledger.rows.end(),
                                   [](const LedgerRow& row) { return row.total > 0; });
  std::string text = fmt::format(
      "<details><summary>Requirements: {} of {} tried</summary>\n\n"
      "| requirement | level | trials | outcome |\n|---|---|---:|---|\n",
      tried, ledger.rows.size());
  for (const LedgerRow& row : ledger.rows) {
    model::Summary summary;
    for (const Cell& cell : row.cells) {
      for (const auto& [outcome, count] : cell.summary.by_outcome) {
        summary.by_outcome[outcome] += count;
      }
    }
    text += fmt::format("| {} | {} | {} | {} |\n", markdown_text(row.requirement.id),
                        name_of(row.requirement.level), row.total,
                        row.total == 0 ? "no trial" : counts_text(summary));
  }
  return limited(text, ledger_limit_bytes, "\n</details>\n\n");
}

std::string markdown_identity(const Record& record) {
  std::string text = "<details><summary>What was run</summary>\n\n| | |\n|---|---|\n";
  for (const auto& [name, value] : identity(record)) {
    text += fmt::format("| {} | {} |\n", name, markdown_text(value));
  }
  return limited(text, part_limit_bytes, "\n</details>\n");
}

std::string remarks_text(const Record& record) {
  const std::vector<std::string> lines = run_remarks(record);
  if (lines.empty()) return "";
  std::string text = "### Remarks\n\n";
  for (const std::string& remark : lines) text += "- " + markdown_text(remark) + "\n";
  return text + "\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string result;
  for (const char character : one_line(text)) {
    if (std::string_view("&<>|`*_[]\\#~!@").find(character) == std::string_view::npos) {
      result += character;
    } else {
      result += fmt::format("&#{};", static_cast<int>(character));
    }
  }
  return result;
}

std::string markdown_code(std::string_view text) {
  return "<code>" + markdown_text(text) + "</code>";
}

std::string markdown_line(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("{:<9} {}\n", name, one_line(text));
}

std::string markdown_fence(std::string_view text) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char character : text) {
    run = character == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{}text\n{}{}\n", fence, text, fence);
}

std::string render_markdown(const Record& record) {
  return fmt::format("## wiretrial: {}\n\n{}\n{}{}{}{}{}", headline_text(record),
                     limited(summary_table(record), part_limit_bytes),
                     limited(remarks_text(record), part_limit_bytes),
                     limited(render_stability_markdown(record), part_limit_bytes),
                     findings_text(record), ledger_text(record), markdown_identity(record));
}

}  // namespace wiretrial::reports
