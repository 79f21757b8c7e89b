#include "harness/model/record_json.hpp"

#include "harness/model/json_reader.hpp"
#include "harness/model/json_writer.hpp"

namespace wiretrial::model {

namespace {

// `"name": [` and one element a line.
template <typename Element, typename ToLine>
void append_lines(std::string& text, std::string_view name, const std::vector<Element>& elements,
                  const ToLine& to_line) {
  text += ",\n  \"" + std::string(name) + "\": [";
  std::string_view separator = "\n    ";
  for (const Element& element : elements) {
    text += separator;
    text += to_line(element);
    separator = ",\n    ";
  }
  text += elements.empty() ? "]" : "\n  ]";
}

}  // namespace

std::string to_json_text(const Record& record) {
  std::string text = "{";
  std::string_view separator = "\n  ";
  const OrderedJson head = head_to_json(record);
  for (const auto& [name, value] : head.items()) {
    text += separator;
    text += OrderedJson(name).dump() + ": " + value.dump();
    separator = ",\n  ";
  }
  append_lines(text, "requirements", record.requirements,
               [](const Requirement& clause) { return requirement_to_json(clause).dump(); });
  append_lines(text, "trials", record.trials,
               [](const TrialRecord& trial) { return to_json_line(trial); });
  return text + "\n}\n";
}

std::string to_json_line(const Step& step) {
  return step_to_json(step).dump();
}

std::string to_json_line(const TrialRecord& trial) {
  return trial_to_json(trial).dump();
}

Record read_record(std::string_view text) {
  return record_from_json(parse_json(text));
}

TrialRecord read_trial(std::string_view line) {
  return trial_from_json(parse_json(line), JsonPlace());
}

}  // namespace wiretrial::model
