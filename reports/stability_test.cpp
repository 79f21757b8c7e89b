#include "reports/stability.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;

namespace {

void add(model::Record& record, const std::string& name, int repeat, model::Outcome outcome,
         model::Cause cause = model::Cause::none) {
  record.trials.push_back(model::made_up::trial(name, "HDR-7", "mine", outcome));
  record.trials.back().repeat = repeat;
  record.trials.back().verdict.cause = cause;
}

model::Record repeated() {
  model::Record record;
  for (int repeat = 1; repeat <= 5; ++repeat) {
    const bool odd = repeat % 2 == 1;
    add(record, "a/steady", repeat, model::Outcome::pass);
    add(record, "a/failing", repeat, model::Outcome::fail, model::Cause::hang);
    add(record, "a/now-and-then", repeat, odd ? model::Outcome::pass : model::Outcome::fail,
        odd ? model::Cause::none : model::Cause::crash);
    add(record, "a/two-causes", repeat, model::Outcome::fail,
        odd ? model::Cause::hang : model::Cause::no_answer);
  }
  return record;
}

}  // namespace

TEST_CASE("trials that differ from repeat to repeat are listed, the rest is counted") {
  const reports::Stability stability = reports::make_stability(repeated());
  CHECK(stability.repeats == 5);
  CHECK(stability.trials == 4);
  CHECK(stability.steady.total == 2);
  REQUIRE(stability.unsteady.size() == 2);
  CHECK(stability.unsteady[0].trial == "a/now-and-then@mine");
  CHECK(stability.unsteady[0].counts[0].second == 3);
}

TEST_CASE("the stability of repeats is as approved, in text and in markdown") {
  reports::check_approved("stability.txt", reports::render_stability(repeated()));
  reports::check_approved("stability.md", reports::render_stability_markdown(repeated()));
}

TEST_CASE("a run without repeats has nothing to say about stability") {
  CHECK(reports::render_stability(model::made_up::record()).empty());
  CHECK(reports::render_stability_markdown(model::made_up::record()).empty());
}
