#include "reports/junit.hpp"

#include <algorithm>

#include <pugixml.hpp>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"
#include "reports/remarks.hpp"

using namespace wiretrial;

namespace {

std::size_t count(const pugi::xml_node& node, const char* path) {
  return node.select_nodes(path).size();
}

void check_counts(const pugi::xml_node& node) {
  CHECK(node.attribute("tests").as_uint() == count(node, ".//testcase"));
  CHECK(node.attribute("failures").as_uint() == count(node, ".//failure"));
  CHECK(node.attribute("errors").as_uint() == count(node, ".//error"));
  if (node.attribute("skipped")) {
    CHECK(node.attribute("skipped").as_uint() == count(node, ".//skipped"));
  }
}

}  // namespace

TEST_CASE("the JUnit report is as approved") {
  reports::check_approved("junit.xml", reports::render_junit(model::made_up::record()));
}

TEST_CASE("JUnit says of each outcome what a CI system must know, and counts right") {
  const model::Record record = model::made_up::record();
  pugi::xml_document document;
  REQUIRE(document.load_string(reports::render_junit(record).c_str()));
  const pugi::xml_node root = document.child("testsuites");
  check_counts(root);
  for (const pugi::xml_node suite : root.children("testsuite")) {
    check_counts(suite);
    CHECK(suite.attribute("skipped"));
  }
  const model::Summary summary = model::summarise(record);
  using model::Outcome;
  const std::size_t complaints = record.baseline->complaints.size();
  const auto excused = static_cast<std::size_t>(
      std::count_if(record.trials.begin(), record.trials.end(), [](const auto& trial) {
        return trial.verdict.outcome == Outcome::fail && reports::is_excused(trial);
      }));
  CHECK(excused == 2);
  CHECK(count(root, "//testcase") == record.trials.size() + complaints);
  CHECK(count(root, "//failure") ==
        summary.count(Outcome::fail) + summary.count(Outcome::flaky) - excused + complaints);
  CHECK(count(root, "//error") == summary.count(Outcome::harness_error));
  CHECK(count(root, "//skipped[string-length(@message) > 0]") ==
        summary.count(Outcome::unsupported) + summary.count(Outcome::not_run) + excused);
}

TEST_CASE("characters that XML cannot hold are made visible") {
  model::Record record = model::made_up::record();
  record.trials[2].verdict.actual = "\x01\x0b]]>\xef\xbf\xbf\xed\xa0\x80";
  const std::string text = reports::render_junit(record);
  pugi::xml_document document;
  REQUIRE(document.load_string(text.c_str()));
  for (const char character : text) {
    CHECK(
        (static_cast<unsigned char>(character) >= 0x20 || character == '\n' || character == '\t'));
  }
  CHECK(text.find("\xef\xbf\xbf") == std::string::npos);
}
