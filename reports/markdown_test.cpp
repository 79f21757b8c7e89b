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

TEST_CASE("a comment stays under the limit whatever part of it is large") {
  model::Record record = model::made_up::record();
  const std::string long_text(1000, '<');
  for (int i = 0; i < 3000; ++i) {
    const std::string number = std::to_string(i);
    model::TrialRecord trial = record.trials[2];
    trial.plan.requirement = "REQ-" + number;
    trial.plan.subject = "subject " + number + long_text;
    trial.verdict.actual = long_text;
    for (const int repeat : {1, 2}) {
      trial.repeat = repeat;
      trial.plan.trial = number + long_text;
      trial.verdict.outcome = repeat == 1 ? model::Outcome::pass : model::Outcome::fail;
      record.trials.push_back(trial);
    }
    if (i < 100) record.subjects.push_back({long_text, long_text, long_text, {long_text}});
    record.baseline->complaints.push_back({model::ComplaintKind::stale, "/entries/1", long_text});
  }
  const std::string text = reports::render_markdown(record);
  CHECK(text.size() < 65'536);
  CHECK(text.size() > 40'000);
  std::size_t open = 0;
  for (auto at = text.find("<details>"); at != std::string::npos;
       at = text.find("<details>", at + 1))
    ++open;
  std::size_t closed = 0;
  for (auto at = text.find("</details>"); at != std::string::npos;
       at = text.find("</details>", at + 1))
    ++closed;
  CHECK(open == closed);
  CHECK(open > 2);
}

TEST_CASE("a subject cannot leave the code that holds its words") {
  model::Record record = model::made_up::record();
  record.trials[2].verdict.actual = "```\n````` @everyone <script>";
  const std::string text = reports::render_markdown(record);
  CHECK(text.find("``````text\n") != std::string::npos);
}
