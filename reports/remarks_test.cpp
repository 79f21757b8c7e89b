#include "reports/remarks.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/junit.hpp"
#include "reports/words.hpp"

using namespace wiretrial;
using namespace wiretrial::reports;
using Catch::Matchers::Contains;

TEST_CASE("the baseline's word stands beside the outcome, whether it holds or not") {
  const auto trials = model::made_up::remarked_trials();
  CHECK_THAT(remarks(trials[0]).at(0).text, Contains("known: The parser is replaced"));
  CHECK_THAT(remarks(trials[0]).at(0).text, Contains("[/entries/0, owner: the network team, "
                                                     "until 2027-01-31, https://example.org/17]"));
  CHECK_THAT(remarks(trials[1]).at(0).text, Contains("says fail (not_rejected): The parser"));
  CHECK(is_excused(trials[0]));
  CHECK_FALSE(is_excused(trials[1]));
}

TEST_CASE("what does not score and what is disputed is said beside the outcome") {
  const auto late = model::made_up::remarked_trials()[2];
  REQUIRE(remarks(late).size() == 2);
  CHECK(remarks(late)[0].text == "no: scores from revision 2 on");
  CHECK_THAT(remarks(late)[1].text, Contains("The clause allows either"));
  CHECK(is_excused(late));
  CHECK(remarks(model::made_up::trials()[0]).empty());
}

TEST_CASE("the remarks on a run name complaints, later scenarios and slow trials") {
  const std::vector<std::string> lines = run_remarks(model::made_up::record());
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "baseline: known.json, 2 of 3 entries used, 1 trial as it says, 2 complaints");
  CHECK_THAT(lines[1], Contains("baseline: known.json/entries/1: wrong_cause: came to fail"));
  CHECK(lines[2] == "baseline: known.json/entries/2: unmatched: fits no trial; remove the entry");
  CHECK(lines[3] == "not scored in revision 1: 1 trial of later scenarios (1 fail)");
  CHECK(lines[4] ==
        "slow: 1 trial left less than a fifth of a deadline: "
        "jhmp/header/length-slow@app-server (958 of 1000 ms)");
  CHECK(run_remarks(model::Record()).empty());
}

TEST_CASE("what every probe found to be handled rightly could be declared") {
  model::Record record;
  record.trials = {model::made_up::passing("a/x", "CNT-10", "mine"),
                   model::made_up::passing("a/y", "CNT-10", "mine")};
  for (auto& trial : record.trials) trial.plan.probes = "utf-16";
  CHECK(run_remarks(record) ==
        std::vector<std::string>{
            "undeclared: mine handles utf-16 rightly; \"supports\" could say so"});
  model::Record rejecting = record;  // one of the two is rejected, which is as right
  auto& events = rejecting.trials[1].evidence[0].events;
  std::erase_if(events, [](const auto& event) { return event.kind == model::EventKind::received; });
  CHECK(run_remarks(rejecting).empty());
  model::Record wrong = record;
  wrong.trials[0].verdict.outcome = model::Outcome::fail;
  CHECK(run_remarks(wrong).empty());
}

TEST_CASE("the headline says how many failures count for nothing") {
  CHECK_THAT(headline_text(model::made_up::record()),
             Contains("failed, 1 as the baseline says, 1 not scored"));
}

TEST_CASE("a failure that counts for nothing is no failure in JUnit, a complaint is one") {
  model::Record record;
  const auto trials = model::made_up::remarked_trials();
  record.trials = {trials[0], trials[2]};
  CHECK_THAT(render_junit(record), Contains("tests=\"2\" failures=\"0\""));
  CHECK_THAT(render_junit(record), Contains("<skipped message=\"fail, as the baseline says: "));
  CHECK_THAT(render_junit(record), Contains("<skipped message=\"fail, not scored: "));
  record.baseline = model::made_up::baseline_report();
  CHECK_THAT(render_junit(record), Contains("tests=\"4\" failures=\"2\""));
}
