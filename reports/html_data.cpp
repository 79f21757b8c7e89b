#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "harness/model/json_writer.hpp"
#include "reports/html_parts.hpp"
#include "reports/packed.hpp"
#include "reports/remarks.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::OrderedJson;
using model::Record;
using model::TrialRecord;

// What a person reads of one payload; the rest is counted.
constexpr std::size_t shown_event_bytes = 1024;

// Trials that are compressed together: few enough to be unpacked in no time.
constexpr std::size_t packet_size = 64;

// The longest beginning of `data` within the limit that does not end inside a character.
std::size_t cut_of(std::string_view data) {
  constexpr std::size_t longest_sequence = 4;
  for (std::size_t cut = shown_event_bytes; cut > shown_event_bytes - longest_sequence; --cut) {
    if (model::is_utf8(data.substr(0, cut))) return cut;
  }
  return shown_event_bytes;
}

void shorten(model::Bytes& bytes) {
  if (bytes.data.size() <= shown_event_bytes) return;
  bytes.payload_length = bytes.data.size();
  bytes.data = bytes.data.get().substr(0, cut_of(bytes.data));
}

void shorten(std::vector<model::Step>& steps) {
  for (model::Step& step : steps) {
    if (auto* send = std::get_if<model::Send>(&step)) shorten(send->bytes);
    if (auto* repeat = std::get_if<model::Repeat>(&step)) shorten(repeat->steps);
  }
}

void shorten(model::Event& event) {
  if (event.data.size() <= shown_event_bytes) return;
  if (event.length == 0) event.length = event.data.size();
  event.data.resize(cut_of(event.data));
}

TrialRecord shortened(TrialRecord trial) {
  for (model::Run& run : trial.plan.runs) shorten(run.steps.own());
  shorten(trial.plan.control.own());
  for (model::Evidence& evidence : trial.evidence) {
    for (model::Event& event : evidence.events) shorten(event);
  }
  return trial;
}

OrderedJson trial_json(const TrialRecord& trial) {
  OrderedJson json = model::trial_to_json(shortened(trial));
  json["seed"] = std::to_string(trial.plan.seed);  // more digits than a script's number has
  json["duration"] = duration_text(trial.duration_ms);
  OrderedJson beside = OrderedJson::array();
  for (const Remark& remark : remarks(trial)) {
    beside.push_back({remark.name, model::well_formed(remark.text)});
  }
  json["remarks"] = std::move(beside);
  return json;
}

OrderedJson outcomes_json() {
  OrderedJson outcomes = OrderedJson::array();
  for (const model::Outcome outcome : worst_first) {
    outcomes.push_back(
        {{"name", name_of(outcome)}, {"sign", sign_of(outcome)}, {"label", label_of(outcome)}});
  }
  return outcomes;
}

// Scenarios and columns by their place in the index, in the order of their first trial.
class Index {
 public:
  explicit Index(const Record& record) : record_(record), ledger_(make_ledger(record)) {}

  OrderedJson json() {
    OrderedJson trials = OrderedJson::array();
    for (const TrialRecord& trial : record_.trials) trials.push_back(entry_of(trial));
    const OrderedJson head = model::head_to_json(record_);
    OrderedJson index;
    index["packet_size"] = packet_size;
    index["outcomes"] = outcomes_json();
    index["frame"] = head.value("frame", OrderedJson::array());
    index["clauses"] = clauses_json();
    index["columns"] = columns_json();
    index["scenarios"] = std::move(scenarios_);
    index["trials"] = std::move(trials);
    return index;
  }

 private:
  OrderedJson entry_of(const TrialRecord& trial) {
    OrderedJson entry;
    entry["scenario"] = scenario_of(trial);
    entry["column"] = column_of(trial);
    if (!trial.plan.place.empty()) entry["place"] = model::well_formed(trial.plan.place);
    if (trial.repeat > 0) entry["repeat"] = trial.repeat;
    entry["outcome"] = name_of(trial.verdict.outcome);
    if (trial.verdict.cause != model::Cause::none) entry["cause"] = name_of(trial.verdict.cause);
    if (is_excused(trial)) entry["excused"] = true;
    return entry;
  }

  std::size_t scenario_of(const TrialRecord& trial) {
    const auto [known, added] = places_.emplace(trial.plan.scenario, scenarios_.size());
    if (added) {
      scenarios_.push_back({{"id", model::well_formed(trial.plan.scenario)},
                            {"requirement", model::well_formed(trial.plan.requirement)},
                            {"title", model::well_formed(trial.plan.title)}});
    }
    return known->second;
  }

  [[nodiscard]] std::size_t column_of(const TrialRecord& trial) const {
    const auto& columns = ledger_.columns;
    const auto found =
        std::find(columns.begin(), columns.end(), Column{trial.plan.subject, trial.plan.role});
    return static_cast<std::size_t>(found - columns.begin());
  }

  [[nodiscard]] OrderedJson clauses_json() const {
    OrderedJson clauses = OrderedJson::array();
    for (const LedgerRow& row : ledger_.rows) {
      if (row.total == 0) continue;
      clauses.push_back({{"id", model::well_formed(row.requirement.id)},
                         {"level", name_of(row.requirement.level)},
                         {"text", model::well_formed(row.requirement.text)}});
    }
    return clauses;
  }

  [[nodiscard]] OrderedJson columns_json() const {
    OrderedJson columns = OrderedJson::array();
    for (const Column& column : ledger_.columns) {
      columns.push_back(
          {{"subject", model::well_formed(column.subject)}, {"role", name_of(column.role)}});
    }
    return columns;
  }

  const Record& record_;
  Ledger ledger_;
  OrderedJson scenarios_ = OrderedJson::array();
  std::map<std::string_view, std::size_t> places_;
};

std::string data_element(const std::string& id, std::string_view text) {
  return fill("data.html", {{"id", id}, {"packed", packed(text)}});
}

}  // namespace

std::string html_data(const Record& record) {
  std::string elements = data_element("index", Index(record).json().dump());
  std::string packet;
  for (std::size_t i = 0; i < record.trials.size(); ++i) {
    packet += (packet.empty() ? "[" : ",\n") + trial_json(record.trials[i]).dump();
    if ((i + 1) % packet_size != 0 && i + 1 != record.trials.size()) continue;
    elements += data_element("evidence-" + std::to_string(i / packet_size), packet + "]");
    packet.clear();
  }
  return elements;
}

}  // namespace wiretrial::reports
