#include "reports/ledger.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"

using namespace wiretrial;
using model::Outcome;

namespace {

model::Summary of(std::initializer_list<Outcome> outcomes) {
  model::Summary summary;
  for (const Outcome outcome : outcomes) summary.add(outcome);
  return summary;
}

}  // namespace

TEST_CASE("every trial stands in the cell of its clause, subject and role") {
  const model::Record record = model::made_up::record();
  const reports::Ledger ledger = reports::make_ledger(record);
  REQUIRE(ledger.columns.size() == 4);
  CHECK(column_name(ledger.columns[2]) == "app-client (client)");
  std::size_t trials = 0;
  for (const reports::LedgerRow& row : ledger.rows) {
    CHECK(row.cells.size() == ledger.columns.size());
    for (const reports::Cell& cell : row.cells) trials += cell.trials.size();
  }
  CHECK(trials == record.trials.size());
  CHECK(ledger.rows.back().requirement.id == "HDR-3");  // touched, and not in the record's list
  CHECK(ledger.rows.back().also == 1);
}

TEST_CASE("excused trials do not hide that others passed, failures always show") {
  CHECK(reports::worst_of(of({})) == Outcome::pass);
  CHECK(reports::worst_of(of({Outcome::pass, Outcome::not_run})) == Outcome::pass);
  CHECK(reports::worst_of(of({Outcome::unsupported, Outcome::not_run})) == Outcome::not_run);
  CHECK(reports::worst_of(of({Outcome::pass, Outcome::flaky})) == Outcome::flaky);
  CHECK(reports::worst_of(of({Outcome::flaky, Outcome::fail})) == Outcome::fail);
  CHECK(reports::worst_of(of({Outcome::fail, Outcome::harness_error})) == Outcome::harness_error);
}

TEST_CASE("members of a sweep that fail the same way are one finding") {
  model::Record record;
  record.trials = {model::made_up::sweep_member(3, true), model::made_up::sweep_member(4, true),
                   model::made_up::sweep_member(5, false), model::made_up::sweep_member(6, true)};
  record.trials[3].verdict.cause = model::Cause::crash;
  const std::vector<reports::Finding> found = reports::findings(record);
  REQUIRE(found.size() == 2);
  CHECK(found[0].trials.size() == 2);
  CHECK(found[1].trials[0] == &record.trials[3]);
}

TEST_CASE("a subject that never served is a finding, other trials that were not run are none") {
  model::Record record;
  record.trials = {
      model::made_up::excused("a/b", "FRM-1", Outcome::not_run, "the server did not listen"),
      model::made_up::excused("a/c", "FRM-1", Outcome::not_run, "too short")};
  record.trials[0].verdict.cause = model::Cause::not_ready;
  CHECK(reports::findings(record).size() == 1);
}
