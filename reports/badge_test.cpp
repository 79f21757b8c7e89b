#include "reports/badge.hpp"

#include <functional>

#include <pugixml.hpp>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;
using model::Cause;
using model::Outcome;
using model::Record;

namespace {

std::string state_of(const Record& record) {
  pugi::xml_document document;
  REQUIRE(document.load_string(reports::render_badge(record).c_str()));
  const auto texts = document.select_nodes("//text");
  REQUIRE(texts.size() == 2);
  const auto colour = document.select_nodes("//rect")[2].node().attribute("fill");
  return std::string(texts[1].node().text().get()) + " " + colour.value();
}

Record passing() {
  Record record;
  record.protocol = "jhmp";
  record.trials = {model::made_up::passing("jhmp/a/b", "FRM-1", "s")};
  return record;
}

}  // namespace

TEST_CASE("the badge is as approved") {
  reports::check_approved("badge.svg", reports::render_badge(model::made_up::record()));
}

TEST_CASE("a badge is green only when something passed and nothing went wrong") {
  const struct {
    std::function<void(Record&)> change;
    std::string state;
  } rows[] = {
      {[](Record&) {}, "1 passed #17703a"},
      {[](Record& record) { record.trials.clear(); }, "nothing passed #8a5a00"},
      {[](Record& record) { record.interrupted = true; }, "interrupted #8a5a00"},
      {[](Record& record) { record.shard = "1/2"; }, "part 1/2 #8a5a00"},
      {[](Record& record) { record.trials[0].verdict.outcome = Outcome::fail; },
       "1 of 1 failed #b3261e"},
      {[](Record& record) {
         record.trials[0].verdict.outcome = Outcome::fail;
         record.trials[0].plan.not_scored = "later";
       },
       "1 of 1 failed #8a5a00"},
      {[](Record& record) { record.trials[0].verdict.outcome = Outcome::flaky; },
       "1 of 1 flaky #8a5a00"},
      {[](Record& record) { record.trials[0].verdict.outcome = Outcome::harness_error; },
       "harness failed #8a5a00"},
      {[](Record& record) {
         record.trials[0].verdict.outcome = Outcome::not_run;
         record.trials[0].verdict.cause = Cause::not_ready;
       },
       "did not serve #b3261e"},
  };
  for (const auto& row : rows) {
    Record record = passing();
    row.change(record);
    CHECK(state_of(record) == row.state);
  }
}

TEST_CASE("a badge says in its title what it shows, whatever the subject is called") {
  Record record = passing();
  record.subjects = {{model::made_up::hostile + "\xef\xbf\xbf", "1", "s.json", {"server"}}};
  record.protocol = "<" + std::string(10'000, 'x');
  const std::string text = reports::render_badge(record);
  pugi::xml_document document;
  REQUIRE(document.load_string(text.c_str()));
  const pugi::xml_node root = document.child("svg");
  CHECK(root.attribute("role").value() == std::string("img"));
  const std::string title = root.child("title").text().get();
  CHECK(root.child("title").attribute("id").value() ==
        std::string(root.attribute("aria-labelledby").value()));
  CHECK(title.find("wiretrial: </script><b a='1'") == 0);
  CHECK(title.find(": No failure in 1 trial") != std::string::npos);
  CHECK(document.select_nodes("//script | //b").empty());
  CHECK(text.size() < 3000);
}
