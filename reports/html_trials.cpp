#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/html_parts.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Record;
using model::TrialRecord;

std::string entry(std::string_view name, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("<dt>{}</dt><dd>{}</dd>", name, html_text(text));
}

std::string verdict_text(const TrialRecord& trial) {
  const model::Verdict& verdict = trial.verdict;
  return entry("expected", verdict.expected) + entry("actual", verdict.actual) +
         entry("reason", verdict.reason) + entry("place", verdict.place) +
         entry("connection", verdict.termination) + entry("process", verdict.process) +
         entry("exactness", verdict.exactness == "exact" ? "" : verdict.exactness) +
         entry("attempts", trial.attempts == 1 ? "" : std::to_string(trial.attempts)) +
         entry("duration", duration_text(trial.duration_ms)) +
         entry("seed", std::to_string(trial.plan.seed));
}

std::string also_text(const model::Plan& plan) {
  std::string text;
  for (const std::string& id : plan.also) text += (text.empty() ? "" : ", ") + id;
  return text.empty() ? "" : html_text("also touches " + text);
}

std::string name_in_list(const TrialRecord& trial) {
  std::string name = trial.plan.trial;
  if (trial.repeat > 0) name += fmt::format(" (repeat {})", trial.repeat);
  return html_text(name);
}

std::string trial_text(const Record& record, std::size_t position) {
  const TrialRecord& trial = record.trials[position];
  const model::Requirement clause = requirement_of(record, trial.plan.requirement);
  return fill("trial.html",
              {{"position", std::to_string(position)},
               {"outcome", std::string(name_of(trial.verdict.outcome))},
               {"requirement", html_text(clause.id)},
               {"column", html_text(column_name({trial.plan.subject, trial.plan.role}))},
               {"badge", html_badge(trial.verdict.outcome)},
               {"name", name_in_list(trial)},
               {"cause", std::string(name_of(trial.verdict.cause))},
               {"title", html_text(trial.plan.title)},
               {"level", std::string(name_of(trial.plan.level))},
               {"clause", html_clause(clause.text)},
               {"also", also_text(trial.plan)},
               {"verdict", verdict_text(trial)},
               {"replay", html_text(trial.replay)}});
}

// Positions of the trials of each scenario, in the order of their first trial.
std::vector<std::vector<std::size_t>> by_scenario(const Record& record) {
  std::vector<std::vector<std::size_t>> groups;
  std::map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < record.trials.size(); ++i) {
    const auto [entry, added] = known.emplace(record.trials[i].plan.scenario, groups.size());
    if (added) groups.emplace_back();
    groups[entry->second].push_back(i);
  }
  return groups;
}

std::string group_text(const Record& record, const std::vector<std::size_t>& positions) {
  std::string trials;
  model::Summary summary;
  for (const std::size_t position : positions) {
    trials += trial_text(record, position);
    summary.add(record.trials[position].verdict.outcome);
  }
  if (positions.size() == 1) return trials;
  const model::Plan& plan = record.trials[positions[0]].plan;
  return fill("group.html", {{"badge", html_badge(worst_of(summary))},
                             {"scenario", html_text(plan.scenario)},
                             {"requirement", html_text(plan.requirement)},
                             {"title", html_text(plan.title)},
                             {"counts", counts_text(summary)},
                             {"trials", trials}});
}

std::string finding_text(const Record& record, const Finding& finding) {
  const TrialRecord& trial = *finding.trials[0];
  const std::size_t more = finding.trials.size() - 1;
  const auto position = static_cast<std::size_t>(&trial - record.trials.data());
  return fill("finding.html",
              {{"position", std::to_string(position)},
               {"badge", html_badge(trial.verdict.outcome)},
               {"requirement", html_text(trial.plan.requirement)},
               {"trial", name_in_list(trial)},
               {"more", more == 0 ? "" : fmt::format("and {} more, the same way", more)},
               {"title", html_text(trial.plan.title)},
               {"cause", std::string(name_of(trial.verdict.cause))},
               {"verdict", entry("expected", one_line(trial.verdict.expected)) +
                               entry("actual", one_line(trial.verdict.actual)) +
                               entry("reason", one_line(trial.verdict.reason))}});
}

}  // namespace

std::string html_badge(model::Outcome outcome) {
  return fmt::format("<span class=\"badge {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                     name_of(outcome), sign_of(outcome), label_of(outcome));
}

std::string html_findings(const Record& record) {
  std::string rows;
  for (const Finding& finding : findings(record)) rows += finding_text(record, finding);
  return rows.empty() ? "<p>Nothing needs an explanation.</p>"
                      : fill("findings.html", {{"rows", rows}});
}

std::string html_trials(const Record& record) {
  std::string text;
  for (const std::vector<std::size_t>& positions : by_scenario(record)) {
    text += group_text(record, positions);
  }
  return text;
}

}  // namespace wiretrial::reports
