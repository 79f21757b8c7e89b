// The trials of a record arranged for reading: by requirement and subject, with repeated failures
// folded.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// A subject in one role: a column of the matrix, a suite of JUnit.
struct Column {
  std::string subject;
  model::Role role = model::Role::server;

  bool operator==(const Column&) const = default;
};

// "name (server)".
[[nodiscard]] std::string column_name(const Column& column);

// What the trials of one requirement came to, for one column.
struct Cell {
  std::vector<std::size_t> trials;  // positions in Record::trials
  model::Summary summary;
  model::Outcome worst = model::Outcome::pass;  // meaningless without trials
};

// Of many trials, the first of these that occurs stands for all. Excused trials beside good ones do
// not make them look bad.
inline constexpr model::Outcome worst_first[] = {
    model::Outcome::harness_error, model::Outcome::fail,       model::Outcome::flaky,
    model::Outcome::non_strict,    model::Outcome::pass,       model::Outcome::not_run,
    model::Outcome::informational, model::Outcome::unsupported};

// The trial's name and, with --repeat, which repeat it is: one entry of a record, and the same in
// every record of the same run.
[[nodiscard]] std::string trial_address(const model::TrialRecord& trial);

// The outcome that stands for many trials; `pass` when there is no trial.
[[nodiscard]] model::Outcome worst_of(const model::Summary& summary);

struct LedgerRow {
  model::Requirement requirement;
  std::vector<Cell> cells;  // one for each column
  std::size_t total = 0;    // trials that judge this clause
  std::size_t also = 0;     // trials that touch it
};

struct Ledger {
  std::vector<Column> columns;  // in the order of their first trial
  std::vector<LedgerRow> rows;  // in the order of Record::requirements; clauses it lacks come last
};

// Arranges the record; the ledger holds no reference to it.
[[nodiscard]] Ledger make_ledger(const model::Record& record);

// Trials of one scenario and column that came to the same outcome and cause: members of a sweep,
// repeats.
struct Finding {
  std::vector<const model::TrialRecord*> trials;  // never empty; they live as long as the record
};

// What needs an explanation, ordered by requirement as the ledger is.
[[nodiscard]] std::vector<Finding> findings(const model::Record& record);

// The clause with this id; a requirement without a text when there is none.
[[nodiscard]] model::Requirement requirement_of(const std::vector<model::Requirement>& requirements,
                                                const std::string& id);
[[nodiscard]] model::Requirement requirement_of(const model::Record& record, const std::string& id);

// Name and value of everything that says what was run: harness, protocol, scenarios, subjects,
// system, seed.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> identity(
    const model::Record& record);

}  // namespace wiretrial::reports
