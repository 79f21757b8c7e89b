#include "reports/html.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"
#include "reports/template.hpp"

using namespace wiretrial;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

nlohmann::json evidence_of(const std::string& html) {
  const std::string_view open = "id=\"evidence\">";
  const auto begin = html.find(open) + open.size();
  return nlohmann::json::parse(html.substr(begin, html.find("</script>", begin) - begin));
}

}  // namespace

TEST_CASE("the HTML report is as approved") {
  reports::check_approved("report.html", reports::render_html(model::made_up::record()));
}

TEST_CASE("a subject cannot leave the place that holds its words") {
  model::Record record = model::made_up::record();
  record.trials.push_back(model::made_up::everything());
  record.trials.back().plan.trial = record.trials.back().plan.title = model::made_up::hostile;
  const std::string html = reports::render_html(record);
  CHECK(count(html, "</script>") == 2);
  CHECK(count(html, "<!--") == 0);
  CHECK(count(html, "<b a=") == 0);
  CHECK(html.find('\0') == std::string::npos);
  CHECK(model::is_utf8(html));
  CHECK(evidence_of(html).size() == record.trials.size());
}

TEST_CASE("nothing is loaded from elsewhere") {
  const std::string html = reports::render_html(model::made_up::record());
  CHECK(count(html, "http://") + count(html, "https://") + count(html, "src=") == 0);
  CHECK(count(html, "default-src 'none'") == 1);
}

TEST_CASE("a large record stays a page of a few megabytes, cut between characters") {
  model::Record record = model::made_up::record();
  std::string data = "x";
  while (data.size() < 60'000) data += "🐰";
  model::TrialRecord trial = model::made_up::not_rejected();
  model::made_up::add(trial, model::made_up::received(data, 5));
  record.trials.assign(700, trial);
  const std::string html = reports::render_html(record);
  CHECK(html.size() < 10'000'000);
  const nlohmann::json evidence = evidence_of(html);
  const nlohmann::json event = evidence[0]["evidence"][0]["events"].back();
  CHECK(event["length"] == data.size());
  CHECK(event["data"]["text"].get<std::string>().size() == 1021);
}

TEST_CASE("an empty record has a page") {
  CHECK(count(reports::render_html(model::Record()), "Nothing was tried") == 2);
}

TEST_CASE("a template without a value is a defect that shows") {
  CHECK_THROWS_AS(reports::fill("page.html", {}), std::logic_error);
  CHECK_THROWS_AS(reports::fill("absent.html", {}), std::logic_error);
}
