#include "harness/load/baseline.hpp"

#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "harness/load/place.hpp"
#include "harness/load/schema.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::BaselineEntry;
using model::Cause;
using model::Outcome;
using Texts = std::vector<std::string>;

int number_in(const std::string& text, std::size_t from, std::size_t length) {
  int number = -1;
  const char* begin = text.data() + from;
  const auto [stop, error] = std::from_chars(begin, begin + length, number);
  return error == std::errc() && stop == begin + length ? number : -1;
}

// "2027-02-29" has the form of a date, and is none.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = number_in(text, 0, 4);
  const int month = number_in(text, 5, 2);
  const int day = number_in(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

template <typename Word>
Word known_word_at(const Place& place, std::string_view name, const Texts& known) {
  const std::string word = place.text_at(name);
  for (const std::string& one : known) {
    if (one == word) return *model::value_of<Word>(word);
  }
  if (place[name].value().is_string()) {
    place[name].report("unknown " + std::string(name) + " \"" + word + "\"" +
                       model::did_you_mean(word, known));
  }
  return Word{};
}

Texts causes() {
  Texts words;
  for (const auto& [cause, word] : model::Names<Cause>::table) {
    if (cause != Cause::none) words.emplace_back(word);
  }
  return words;
}

void read_verdict(const Place& place, BaselineEntry& entry) {
  static const Texts outcomes{"fail", "non_strict", "flaky", "not_run"};
  if (!place.require("outcome")) return;
  entry.outcome = known_word_at<Outcome>(place, "outcome", outcomes);
  if (place.has("cause")) entry.cause = known_word_at<Cause>(place, "cause", causes());
  if (entry.outcome == Outcome::flaky || place.has("cause")) return;
  place.report("\"cause\" is missing; only a flaky trial may have any");
}

BaselineEntry read_entry(const Place& place) {
  static const Texts keys{"subject", "scenario", "outcome", "cause",
                          "reason",  "link",     "owner",   "expires"};
  BaselineEntry entry;
  entry.pointer = place.pointer();
  if (!place.must_be_object()) return entry;
  place.allow_keys(keys);
  if (place.require("subject")) entry.subject = place.text_at("subject");
  if (place.require("scenario")) entry.scenario = place.text_at("scenario");
  read_verdict(place, entry);
  if (place.require("reason")) entry.reason = place.text_at("reason");
  entry.link = place.text_at("link");
  entry.owner = place.text_at("owner");
  entry.expires = place.text_at("expires");
  if (!entry.expires.empty() && !is_date(entry.expires)) {
    place["expires"].report("\"" + entry.expires + "\" is no date (year-month-day)");
  }
  return entry;
}

void read_top(const Place& place, model::Baseline& baseline) {
  static const Texts keys{"$schema", "entries"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  if (!place.require("entries") || !place["entries"].must_be_array()) return;
  std::set<std::pair<std::string, std::string>> seen;
  for (const Place& item : place["entries"].items()) {
    baseline.entries.push_back(read_entry(item));
    const BaselineEntry& entry = baseline.entries.back();
    if (entry.subject.empty() || entry.scenario.empty()) continue;
    if (seen.emplace(entry.subject, entry.scenario).second) continue;
    item.report("there is an entry for " + entry.scenario + " of " + entry.subject + " already");
  }
}

}  // namespace

model::Baseline load_baseline(const std::string& file) {
  Problems problems;
  model::Baseline baseline;
  baseline.file = file;
  const std::optional<JsonFile> json = read_json(file, "baseline", problems);
  if (json) read_top(Place(*json, problems), baseline);
  problems.raise();
  check_schema(*json, Schema::baseline, problems);
  problems.raise();
  return baseline;
}

std::string baseline_text(const std::vector<BaselineEntry>& entries) {
  Json list = Json::array();
  for (const BaselineEntry& entry : entries) {
    Json object{{"subject", entry.subject},
                {"scenario", entry.scenario},
                {"outcome", std::string(model::name_of(entry.outcome))}};
    if (entry.cause != Cause::none) object["cause"] = std::string(model::name_of(entry.cause));
    object["reason"] = entry.reason;
    if (!entry.link.empty()) object["link"] = entry.link;
    if (!entry.owner.empty()) object["owner"] = entry.owner;
    if (!entry.expires.empty()) object["expires"] = entry.expires;
    list.push_back(std::move(object));
  }
  return Json{{"entries", std::move(list)}}.dump(2) + "\n";
}

}  // namespace wiretrial::load
