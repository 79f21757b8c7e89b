#include "reports/github.hpp"

#include <algorithm>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("annotations are as approved") {
  reports::check_approved("github.txt", reports::render_github(model::made_up::record(), false));
}

TEST_CASE("only so many annotations are made as GitHub shows, and the others are counted") {
  model::Record record = model::made_up::record();
  for (int i = 0; i < 100; ++i) {
    for (const std::size_t trial : {2UL, 13UL}) {
      record.trials.push_back(record.trials[trial]);
      record.trials.back().plan.scenario += std::to_string(i);
    }
  }
  const std::string text = reports::render_github(record, false);
  CHECK(count(text, "::error ") == 10);
  CHECK(count(text, "::warning ") == 10);
  CHECK(count(text, "::notice ") == 1);
  CHECK(text.find(" findings more: see") != std::string::npos);
  const std::string strict = reports::render_github(record, true);
  CHECK(count(strict, "::error ") == 10);
  CHECK(count(strict, "::warning ") == 0);
}

TEST_CASE("nothing that a subject says begins another command or property") {
  model::Record record;
  record.trials = {model::made_up::not_rejected()};
  record.trials[0].plan.trial = "a,file=b::c%0A::d\n::error::e";
  record.trials[0].verdict.actual = "100%\r\n::set-output name=x::y\n";
  const std::string text = reports::render_github(record, false);
  CHECK(count(text, "\n") == 1);
  CHECK(text.find("::error title=fail a%2Cfile=b%3A%3Ac%250A%3A%3Ad\\n%3A%3Aerror%3A%3Ae (not_"
                  "rejected)::") == 0);
  CHECK(text.find("actual: 100%25\\r\\n::set-output") != std::string::npos);
}

TEST_CASE("a record without a finding, or with known ones only, has no annotation") {
  model::Record record;
  CHECK(reports::render_github(record, true).empty());
  record.trials = {model::made_up::not_rejected()};
  record.trials[0].plan.not_scored = "later";
  CHECK(reports::render_github(record, true).empty());
  record.trials[0].verdict.outcome = model::Outcome::harness_error;
  CHECK(count(reports::render_github(record, true), "::error ") == 1);
}
