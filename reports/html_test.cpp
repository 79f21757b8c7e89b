#include "reports/html.hpp"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "catch.hpp"
#include "harness/model/json_writer.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"
#include "reports/html_parts.hpp"
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

// RFC 4648; the tests' own way back, so that the page's way there is tried.
std::string from_base64(std::string_view text) {
  const std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned collected = 0;
  int bits = 0;
  for (const char sign : text.substr(0, text.find('='))) {
    collected = collected << 6U | static_cast<unsigned>(signs.find(sign));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(collected >> static_cast<unsigned>(bits) & 0xffU);
  }
  return bytes;
}

std::string inflated(const std::string& bytes) {
  constexpr std::size_t most = 64UL * 1024 * 1024;
  std::string text(most, '\0');
  uLongf length = most;
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                     reinterpret_cast<const Bytef*>(bytes.data()),
                     static_cast<uLong>(bytes.size())) == Z_OK);
  text.resize(length);
  return text;
}

const std::string data_open = "<script type=\"application/octet-stream\" id=\"";

// The page with everything that is packed in it unpacked: what zlib makes of it is its own affair.
std::string unpacked(const std::string& html) {
  std::string result;
  std::size_t at = 0;
  for (auto begin = html.find(data_open); begin != std::string::npos;
       begin = html.find(data_open, at)) {
    begin = html.find('>', begin) + 1;
    const auto end = html.find('<', begin);
    result += html.substr(at, begin - at);
    const std::string text = inflated(from_base64(html.substr(begin, end - begin)));
    result += "\n" + nlohmann::ordered_json::parse(text).dump(1) + "\n";
    at = end;
  }
  return result + html.substr(at);
}

// The page without what stands in plain files beside this one: its style and its script.
std::string without_files(std::string html) {
  for (const std::string name : {"style", "script"}) {
    const auto begin = html.rfind("<" + name + ">") + name.size() + 2;
    html.replace(begin, html.find("</" + name + ">", begin) - begin, "...");
  }
  return html;
}

// What the script element with this id holds.
nlohmann::json data_of(const std::string& html, const std::string& id) {
  const std::string open = data_open + id + "\">";
  const auto begin = html.find(open) + open.size();
  return nlohmann::json::parse(
      inflated(from_base64(html.substr(begin, html.find('<', begin) - begin))));
}

}  // namespace

TEST_CASE("the HTML report is as approved") {
  const std::string html = reports::render_html(model::made_up::record(), "a b\"/record.json");
  reports::check_approved("report.html", unpacked(without_files(html)));
}

TEST_CASE("a subject cannot leave the place that holds its words") {
  model::Record record = model::made_up::record();
  record.trials.push_back(model::made_up::everything());
  record.trials.back().plan.trial = record.trials.back().plan.title = model::made_up::hostile;
  const std::string html = reports::render_html(record);
  CHECK(count(html, "</script>") == 3);
  CHECK(count(html, "<!--") == 0);
  CHECK(count(html, "<b a=") == 0);
  CHECK(html.find('\0') == std::string::npos);
  CHECK(model::is_utf8(html));
  CHECK(data_of(html, "evidence-0").size() == record.trials.size());
  CHECK(data_of(html, "index").at("trials").size() == record.trials.size());
}

TEST_CASE("the same record is the same page") {
  const model::Record record = model::made_up::record();
  CHECK(reports::render_html(record) == reports::render_html(record));
}

TEST_CASE("a link names its trial, whatever its name, as a browser's script does") {
  model::TrialRecord trial = model::made_up::not_rejected();
  trial.plan.trial = "a/b#header+17@ä b's";
  CHECK(reports::html_address(trial) == "trial=a%2Fb%23header%2B17%40%C3%A4%20b's");
  trial.repeat = 2;
  CHECK(reports::html_address(trial) == "trial=a%2Fb%23header%2B17%40%C3%A4%20b's%20(repeat%202)");
}

TEST_CASE("a thousand trials over four subjects are less than two megabytes") {
  model::Record record = model::made_up::record();
  const std::vector<model::TrialRecord> some = record.trials;
  record.trials.clear();
  for (std::size_t i = 0; i < 1000; ++i) {
    model::TrialRecord trial = some[i % some.size()];
    trial.plan.subject = "subject-" + std::to_string(i % 4);
    trial.plan.trial = trial.plan.scenario + std::to_string(i) + "@" + trial.plan.subject;
    trial.plan.seed = i * 0x9e3779b97f4a7c15U;
    record.trials.push_back(std::move(trial));
  }
  const std::string html = reports::render_html(record);
  CHECK(html.size() < 2'000'000);
  CHECK(data_of(html, "evidence-15").size() == 1000 - 15 * 64);
}

TEST_CASE("the page has words for every kind of event") {
  const std::string script = reports::fill("timeline.js", {});
  for (const auto& [kind, name] : model::Names<model::EventKind>::table) {
    INFO(name);
    CHECK(count(script, "\n  " + std::string(name) + ": [") == 1);
  }
}

TEST_CASE("nothing is loaded from elsewhere") {
  const std::string html = reports::render_html(model::made_up::record());
  // Addresses are shown where an entry of a baseline or a dispute has one; nothing refers to them.
  for (const char* reference : {"=\"http", "='http", "url(", "src=", "@import"}) {
    INFO(reference);
    CHECK(count(html, reference) == 0);
  }
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
  CHECK(html.size() < 2'000'000);
  const nlohmann::json evidence = data_of(html, "evidence-0");
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
