#include <nlohmann/json.hpp>

#include "harness/model/json_writer.hpp"
#include "reports/html_parts.hpp"

namespace wiretrial::reports {

namespace {

using model::TrialRecord;

// What a person reads of one payload; the rest is counted.
constexpr std::size_t shown_bytes = 1024;

// The longest beginning of `data` within the limit that does not end inside a character.
std::size_t cut_of(std::string_view data) {
  constexpr std::size_t longest_sequence = 4;
  for (std::size_t cut = shown_bytes; cut > shown_bytes - longest_sequence; --cut) {
    if (model::is_utf8(data.substr(0, cut))) return cut;
  }
  return shown_bytes;
}

void shorten(model::Bytes& bytes) {
  if (bytes.data.size() <= shown_bytes) return;
  bytes.payload_length = bytes.data.size();
  bytes.data.resize(cut_of(bytes.data));
}

void shorten(std::vector<model::Step>& steps) {
  for (model::Step& step : steps) {
    if (auto* send = std::get_if<model::Send>(&step)) shorten(send->bytes);
    if (auto* repeat = std::get_if<model::Repeat>(&step)) shorten(repeat->steps);
  }
}

void shorten(model::Event& event) {
  if (event.data.size() <= shown_bytes) return;
  if (event.length == 0) event.length = event.data.size();
  event.data.resize(cut_of(event.data));
}

TrialRecord shortened(TrialRecord trial) {
  for (model::Run& run : trial.plan.runs) shorten(run.steps);
  shorten(trial.plan.control);
  for (model::Evidence& evidence : trial.evidence) {
    for (model::Event& event : evidence.events) shorten(event);
  }
  return trial;
}

// "<" can end a script element or open a comment in it; JSON can spell it otherwise.
std::string inside_script(const std::string& json) {
  std::string result;
  result.reserve(json.size());
  for (const char character : json) {
    if (character == '<') {
      result += "\\u003c";
    } else {
      result += character;
    }
  }
  return result;
}

}  // namespace

std::string html_evidence(const model::Record& record) {
  std::string text = "[";
  for (const TrialRecord& trial : record.trials) {
    const model::OrderedJson json = model::trial_to_json(shortened(trial));
    model::OrderedJson part;
    part["plan"] = json["plan"];
    part["evidence"] = json["evidence"];
    part["evidence_place"] = json["evidence_place"];
    text += (text.size() > 1 ? ",\n" : "\n") + inside_script(part.dump());
  }
  return text + "\n]";
}

}  // namespace wiretrial::reports
