#include <algorithm>

#include <fmt/format.h>

#include "reports/html_parts.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

// "7", or "1 of 8" when not all came to the worst outcome of the cell.
std::string count_text(const Cell& cell) {
  const std::size_t worst = cell.summary.count(cell.worst);
  return worst == cell.summary.total ? std::to_string(worst)
                                     : fmt::format("{} of {}", worst, cell.summary.total);
}

// Whether the clause concerns the role; unknown clauses concern every one.
bool binds(const model::Requirement& requirement, model::Role role) {
  if (!requirement.binds_server && !requirement.binds_client) return true;
  return role == model::Role::pair ||
         (role == model::Role::server ? requirement.binds_server : requirement.binds_client);
}

std::string cell_text(const Cell& cell, const LedgerRow& row, const Column& column) {
  if (cell.trials.empty()) {
    return fmt::format("<td class=\"none\">{}</td>",
                       binds(row.requirement, column.role) ? "no trial" : "does not apply");
  }
  return fill("cell.html", {{"outcome", std::string(name_of(cell.worst))},
                            {"requirement", html_text(row.requirement.id)},
                            {"column", html_text(column_name(column))},
                            {"sign", std::string(sign_of(cell.worst))},
                            {"label", std::string(label_of(cell.worst))},
                            {"count", count_text(cell)},
                            {"counts", counts_text(cell.summary)}});
}

bool differs(const LedgerRow& row) {
  const Cell* first = nullptr;
  for (const Cell& cell : row.cells) {
    if (cell.trials.empty()) continue;
    if (first != nullptr && first->worst != cell.worst) return true;
    first = &cell;
  }
  return false;
}

std::string row_text(const LedgerRow& row, const Ledger& ledger) {
  std::string cells;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    cells += cell_text(row.cells[i], row, ledger.columns[i]);
  }
  return fill("row.html", {{"differs", differs(row) ? "yes" : "no"},
                           {"id", html_text(row.requirement.id)},
                           {"level", std::string(name_of(row.requirement.level))},
                           {"text", html_clause(row.requirement.text)},
                           {"also", row.also == 0 ? "" : fmt::format("touched by {}", row.also)},
                           {"cells", cells}});
}

// A part of the bar for each outcome, as wide as there are requirements or trials of it.
std::string tally_text(const model::Summary& summary) {
  if (summary.total == 0) return "<td class=\"none\">none</td>";
  std::string parts;
  for (const model::Outcome outcome : worst_first) {
    if (summary.count(outcome) == 0) continue;
    parts += fill("bar_part.html", {{"outcome", std::string(name_of(outcome))},
                                    {"count", std::to_string(summary.count(outcome))}});
  }
  return fill("tally.html", {{"parts", parts}, {"counts", counts_text(summary)}});
}

std::string head_text(const Ledger& ledger) {
  std::string head;
  for (const Column& column : ledger.columns) {
    head += fmt::format("<th scope=\"col\">{} <small>{}</small></th>", html_text(column.subject),
                        name_of(column.role));
  }
  return head;
}

// Each requirement of the level by the worst outcome of its trials.
std::string level_text(const Ledger& ledger, model::Level level) {
  std::string cells;
  std::size_t clauses = 0;
  for (const LedgerRow& row : ledger.rows) clauses += row.requirement.level == level ? 1 : 0;
  if (clauses == 0) return "";
  for (std::size_t column = 0; column < ledger.columns.size(); ++column) {
    model::Summary summary;
    for (const LedgerRow& row : ledger.rows) {
      if (row.requirement.level != level || row.cells[column].trials.empty()) continue;
      summary.add(row.cells[column].worst);
    }
    cells += tally_text(summary);
  }
  return fill("level.html", {{"name", fmt::format("{} requirements", name_of(level))},
                             {"count", std::to_string(clauses)},
                             {"cells", cells}});
}

std::string trials_text(const Ledger& ledger) {
  std::string cells;
  std::size_t trials = 0;
  for (std::size_t column = 0; column < ledger.columns.size(); ++column) {
    model::Summary summary;
    for (const LedgerRow& row : ledger.rows) {
      for (const auto& [outcome, count] : row.cells[column].summary.by_outcome) {
        summary.by_outcome[outcome] += count;
        summary.total += count;
      }
    }
    trials += summary.total;
    cells += tally_text(summary);
  }
  return fill("level.html",
              {{"name", "trials"}, {"count", std::to_string(trials)}, {"cells", cells}});
}

}  // namespace

std::string html_levels(const Ledger& ledger) {
  std::string rows;
  for (const auto& [level, name] : model::Names<model::Level>::table) {
    rows += level_text(ledger, level);
  }
  rows += trials_text(ledger);
  return fill("levels.html", {{"head", head_text(ledger)}, {"rows", rows}});
}

std::string html_matrix(const Ledger& ledger) {
  std::string rows;
  for (const LedgerRow& row : ledger.rows) rows += row_text(row, ledger);
  const auto tried = std::count_if(ledger.rows.begin(), ledger.rows.end(),
                                   [](const LedgerRow& row) { return row.total > 0; });
  return fill("matrix.html", {{"tried", std::to_string(tried)},
                              {"total", std::to_string(ledger.rows.size())},
                              {"head", head_text(ledger)},
                              {"rows", rows}});
}

}  // namespace wiretrial::reports
