#include "harness/model/record_json.hpp"

#include <ostream>
#include <sstream>

#include "harness/model/json_reader.hpp"
#include "harness/model/json_writer.hpp"

namespace wiretrial::model {

namespace {

// `"name": [` and one element a line.
template <typename Element, typename ToLine>
void write_lines(std::ostream& out, std::string_view name, const std::vector<Element>& elements,
                 const ToLine& to_line) {
  out << ",\n  \"" << name << "\": [";
  std::string_view separator = "\n    ";
  for (const Element& element : elements) {
    out << separator << to_line(element);
    separator = ",\n    ";
  }
  out << (elements.empty() ? "]" : "\n  ]");
}

}  // namespace

void write_json_text(const Record& record, std::ostream& out) {
  out << "{";
  std::string_view separator = "\n  ";
  const OrderedJson head = head_to_json(record);
  for (const auto& [name, value] : head.items()) {
    out << separator << OrderedJson(name).dump() << ": " << value.dump();
    separator = ",\n  ";
  }
  write_lines(out, "requirements", record.requirements,
              [](const Requirement& clause) { return requirement_to_json(clause).dump(); });
  write_lines(out, "trials", record.trials,
              [](const TrialRecord& trial) { return to_json_line(trial); });
  out << "\n}\n";
}

std::string to_json_text(const Record& record) {
  std::ostringstream out;
  write_json_text(record, out);
  return std::move(out).str();
}

std::string to_json_head_line(const Record& record) {
  OrderedJson head = head_to_json(record);
  head["requirements"] = OrderedJson::array();
  for (const Requirement& clause : record.requirements) {
    head["requirements"].push_back(requirement_to_json(clause));
  }
  head["trials"] = OrderedJson::array();
  return head.dump();
}

std::string to_json_line(const Step& step) {
  return step_to_json(step).dump();
}

std::string to_json_line(const TrialRecord& trial) {
  return trial_to_json(trial).dump();
}

Record read_record(std::string_view text) {
  return record_from_text(text);
}

Record read_record_lines(std::string_view text) {
  Record record;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (end == std::string_view::npos && number > 1) break;  // the rest was never written
    try {
      if (number == 1) {
        record = read_record(line);
      } else {
        record.trials.push_back(read_trial(line));
      }
    } catch (const RecordError& error) {
      throw RecordError("line " + std::to_string(number) + ": " + error.what());
    }
  }
  return record;
}

TrialRecord read_trial(std::string_view line) {
  return trial_from_json(parse_json(line), JsonPlace());
}

}  // namespace wiretrial::model
