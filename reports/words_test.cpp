#include "reports/words.hpp"

#include <set>

#include "catch.hpp"
#include "reports/template.hpp"

using namespace wiretrial;
using namespace std::string_literals;

TEST_CASE("every outcome has its own sign and label") {
  std::set<std::string_view> signs;
  std::set<std::string_view> labels;
  for (const auto& [outcome, name] : model::Names<model::Outcome>::table) {
    signs.insert(reports::sign_of(outcome));
    labels.insert(reports::label_of(outcome));
  }
  CHECK(signs.size() == model::Names<model::Outcome>::table.size());
  CHECK(labels.size() == signs.size());
}

TEST_CASE("durations and numbers are written as people do") {
  CHECK(reports::duration_text(12.4) == "12 ms");
  CHECK(reports::duration_text(1500) == "1.5 s");
  CHECK(reports::duration_text(125'000) == "2 min 5 s");
  CHECK(reports::counted(1, "trial") == "1 trial");
  CHECK(reports::counted(0, "trial") == "0 trials");
}

TEST_CASE("the headline is good only when something passed and nothing is wrong") {
  using model::Outcome;
  const auto headline = [](Outcome outcome, model::Cause cause) {
    model::Record record;
    record.trials.resize(1);
    record.trials[0].verdict.outcome = outcome;
    record.trials[0].verdict.cause = cause;
    return reports::headline_text(record);
  };
  CHECK(headline(Outcome::pass, model::Cause::none) == "No failure in 1 trial");
  CHECK(headline(Outcome::fail, model::Cause::hang) == "1 of 1 trial failed");
  CHECK(headline(Outcome::not_run, model::Cause::not_ready) == "The subject did not serve");
  CHECK(headline(Outcome::not_run, model::Cause::none) == "Nothing passed and nothing failed");
  CHECK(headline(Outcome::flaky, model::Cause::none) == "1 trial flaky, none failed");
  CHECK(headline(Outcome::harness_error, model::Cause::none) == "The harness itself failed");
}

TEST_CASE("what a subject said is made visible") {
  CHECK(reports::one_line("a\nb\x1b\0\xff"s) == "a\\nb\\x1b\\x00\\xff");
  CHECK(reports::many_lines("a\n\tb\r\x01 🐰\n") == "a\n\tb\\r\\x01 🐰\n");
  CHECK(reports::html_text("<a b='\"'>&\x01") == "&lt;a b=&#39;&quot;&#39;&gt;&amp;\\x01");
}

TEST_CASE("backticks in a clause become code") {
  CHECK(reports::html_clause("`a<` and `b`") == "<code>a&lt;</code> and <code>b</code>");
  CHECK(reports::html_clause("a lone ` stays") == "a lone ` stays");
}
