#include "reports/markdown.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;

TEST_CASE("the Markdown report is as approved") {
  reports::check_approved("report.md", reports::render_markdown(model::made_up::record()));
}

TEST_CASE("a comment stays under GitHub's limit and counts what it leaves out") {
  model::Record record = model::made_up::record();
  const model::TrialRecord failure = record.trials[2];
  for (int i = 0; i < 1000; ++i) {
    record.trials.push_back(failure);
    record.trials.back().plan.scenario += std::to_string(i);
  }
  const std::string text = reports::render_markdown(record);
  CHECK(text.size() < 65'536);
  CHECK(text.find(" findings more: see the HTML report.") != std::string::npos);
}

TEST_CASE("a subject cannot leave the code that holds its words") {
  model::Record record = model::made_up::record();
  record.trials[2].verdict.actual = "```\n````` @everyone <script>";
  const std::string text = reports::render_markdown(record);
  CHECK(text.find("``````text\n") != std::string::npos);
}
