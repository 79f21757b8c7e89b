#include "harness/load/baseline.hpp"

#include "catch.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::Cause;
using model::Outcome;

namespace {

std::string with(const std::string& entries) {
  return "{\"entries\": [" + entries + "]}";
}

// What is wrong with a file of this text, without its name; empty when nothing is.
std::string complaint(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("known.json", text);
  try {
    (void)load_baseline(file);
  } catch (const LoadError& error) {
    return std::string(error.what()).substr(file.size() + 2);
  }
  return "";
}

}  // namespace

TEST_CASE("every member of an entry is read, and written as it was") {
  const TestFolder folder;
  const std::string text = with(
      R"({"subject": "mine", "scenario": "jhmp/header/*", "outcome": "fail", "cause": "hang",
          "reason": "r", "link": "https://example.org/1", "owner": "o", "expires": "2028-02-29"},
         {"subject": "a+b", "scenario": "jhmp/pair/x", "outcome": "flaky", "reason": "r"}  // why
)");
  const model::Baseline baseline = load_baseline(folder.write("known.json", text));
  REQUIRE(baseline.entries.size() == 2);
  CHECK(baseline.entries[0] == model::BaselineEntry{"/entries/0", "mine", "jhmp/header/*",
                                                    Outcome::fail, Cause::hang, "r",
                                                    "https://example.org/1", "o", "2028-02-29"});
  CHECK(baseline.entries[1].pointer == "/entries/1");
  CHECK(baseline.entries[1].cause == Cause::none);
  const auto again = load_baseline(folder.write("again.json", baseline_text(baseline.entries)));
  CHECK(again.entries == baseline.entries);
}

TEST_CASE("a baseline without entries is one") {
  CHECK(complaint(with("")) == "");
  CHECK(complaint(baseline_text({})) == "");
}

TEST_CASE("what is wrong with a baseline is told with its place") {
  const std::string good = R"("subject": "s", "scenario": "x", "reason": "r")";
  const struct {
    std::string text;
    std::string reason;
  } rows[] = {
      {"[]", "must be an object"},
      {"{}", "\"entries\" is missing"},
      {with("1"), "/entries/0: must be an object"},
      {with("{" + good + "}"), "/entries/0: \"outcome\" is missing"},
      {with("{" + good + R"(, "outcome": "fail"})"),
       "/entries/0: \"cause\" is missing; only a flaky trial may have any"},
      {with("{" + good + R"(, "outcome": "pass", "cause": "hang"})"),
       "/entries/0/outcome: unknown outcome \"pass\""},
      {with("{" + good + R"(, "outcome": "fial", "cause": "hang"})"),
       "/entries/0/outcome: unknown outcome \"fial\", did you mean \"fail\"?"},
      {with("{" + good + R"(, "outcome": "fail", "cause": "hnag"})"),
       "/entries/0/cause: unknown cause \"hnag\", did you mean \"hang\"?"},
      {with("{" + good + R"(, "outcome": "flaky", "expires": "2027-02-29"})"),
       "/entries/0/expires: \"2027-02-29\" is no date (year-month-day)"},
      {with("{" + good + R"(, "outcome": "flaky", "expires": "31.1.2027"})"),
       "/entries/0/expires: \"31.1.2027\" is no date (year-month-day)"},
      {with("{" + good + R"(, "outcome": "flaky", "expiers": "2027-02-28"})"),
       "/entries/0: unknown key \"expiers\", did you mean \"expires\"?"},
      {with(R"({"subject": "s", "scenario": "x", "outcome": "flaky"})"),
       "/entries/0: \"reason\" is missing"},
      {with("{" + good + R"(, "outcome": "flaky"}, {)" + good + R"(, "outcome": "flaky"})"),
       "/entries/1: there is an entry for x of s already"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(complaint(row.text) == row.reason);
  }
  CHECK(complaint(with(R"({"subject": "", "scenario": "x", "outcome": "flaky", "reason": "r"})"))
            .find("/entries/0/subject: against the schema") == 0);
}
