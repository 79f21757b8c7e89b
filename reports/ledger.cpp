#include "reports/ledger.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

std::size_t column_of(std::vector<Column>& columns, const model::Plan& plan) {
  const Column column{plan.subject, plan.role};
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  columns.push_back(column);
  return columns.size() - 1;
}

LedgerRow& row_of(std::vector<LedgerRow>& rows, const std::string& id) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&id](const LedgerRow& row) { return row.requirement.id == id; });
  if (found != rows.end()) return *found;
  rows.emplace_back().requirement.id = id;
  return rows.back();
}

void count_trial(Ledger& ledger, const TrialRecord& trial, std::size_t position) {
  const std::size_t column = column_of(ledger.columns, trial.plan);
  LedgerRow& row = row_of(ledger.rows, trial.plan.requirement);
  if (row.requirement.text.empty()) row.requirement.level = trial.plan.level;
  ++row.total;
  if (row.cells.size() <= column) row.cells.resize(column + 1);
  Cell& cell = row.cells[column];
  cell.trials.push_back(position);
  cell.summary.add(trial.verdict.outcome);
}

bool folds(const TrialRecord& left, const TrialRecord& right) {
  const auto key = [](const TrialRecord& trial) {
    return std::tie(trial.plan.scenario, trial.plan.subject, trial.plan.role, trial.verdict.outcome,
                    trial.verdict.cause);
  };
  return key(left) == key(right) && left.baseline == right.baseline &&
         is_known(left) == is_known(right);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::string trial_address(const TrialRecord& trial) {
  if (trial.repeat == 0) return trial.plan.trial;
  return fmt::format("{} (repeat {})", trial.plan.trial, trial.repeat);
}

model::Outcome worst_of(const model::Summary& summary) {
  for (const Outcome outcome : worst_first) {
    if (summary.count(outcome) > 0) return outcome;
  }
  return Outcome::pass;
}

std::string column_name(const Column& column) {
  return fmt::format("{} ({})", column.subject, name_of(column.role));
}

Ledger make_ledger(const Record& record) {
  Ledger ledger;
  for (const model::Requirement& requirement : record.requirements) {
    row_of(ledger.rows, requirement.id).requirement = requirement;
  }
  for (std::size_t i = 0; i < record.trials.size(); ++i) {
    count_trial(ledger, record.trials[i], i);
    for (const std::string& id : record.trials[i].plan.also) ++row_of(ledger.rows, id).also;
  }
  for (LedgerRow& row : ledger.rows) {
    row.cells.resize(ledger.columns.size());
    for (Cell& cell : row.cells) cell.worst = worst_of(cell.summary);
  }
  return ledger;
}

std::vector<Finding> findings(const Record& record) {
  std::vector<Finding> found;
  const Ledger ledger = make_ledger(record);
  for (const LedgerRow& row : ledger.rows) {
    const std::size_t first = found.size();
    for (const TrialRecord& trial : record.trials) {
      if (trial.plan.requirement != row.requirement.id) continue;
      if (!needs_explanation(trial.verdict)) continue;
      const auto same = std::find_if(
          found.begin() + static_cast<std::ptrdiff_t>(first), found.end(),
          [&trial](const Finding& finding) { return folds(*finding.trials[0], trial); });
      Finding& finding = same == found.end() ? found.emplace_back() : *same;
      finding.trials.push_back(&trial);
    }
  }
  return found;
}

model::Requirement requirement_of(const std::vector<model::Requirement>& requirements,
                                  const std::string& id) {
  for (const model::Requirement& requirement : requirements) {
    if (requirement.id == id) return requirement;
  }
  model::Requirement unknown;
  unknown.id = id;
  return unknown;
}

model::Requirement requirement_of(const Record& record, const std::string& id) {
  return requirement_of(record.requirements, id);
}

std::vector<std::pair<std::string, std::string>> identity(const Record& record) {
  std::vector<std::pair<std::string, std::string>> rows{
      {"harness", "wiretrial " + one_line(record.harness_version)},
      {"protocol",
       fmt::format("{}, revision {}", one_line(record.protocol), record.protocol_revision)},
      {"scenario set", one_line(record.scenario_set_hash)}};
  for (const model::SubjectIdentity& subject : record.subjects) {
    rows.emplace_back(
        "subject", fmt::format("{} {} ({}), {}", one_line(subject.name), one_line(subject.version),
                               one_line(joined(subject.roles)), one_line(subject.file)));
  }
  rows.emplace_back("system", one_line(record.operating_system));
  rows.emplace_back("seed", std::to_string(record.seed));
  rows.emplace_back("calibration", fmt::format("{:.2f}, deadlines times {:g}", record.calibration,
                                               record.deadline_scale));
  rows.emplace_back("jobs", std::to_string(record.jobs));
  rows.emplace_back("sweep", one_line(record.sweep));
  rows.emplace_back("duration", duration_text(record.duration_ms));
  if (record.interrupted) rows.emplace_back("interrupted", "yes: trials are missing");
  return rows;
}

}  // namespace wiretrial::reports
