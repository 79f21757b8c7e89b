#include "harness/model/json_writer.hpp"

#include <cmath>

#include "harness/model/record_fields.hpp"

namespace wiretrial::model {

namespace {

// Times are kept to the microsecond: more digits only make the record longer.
constexpr double steps_per_millisecond = 1000.0;

// The writers call each other through nested values, so all are members of one class.
struct Writer {
  static OrderedJson value(bool flag) { return flag; }
  static OrderedJson value(const std::string& text) { return well_formed(text); }
  static OrderedJson value(std::chrono::milliseconds time) { return time.count(); }
  static OrderedJson value(double number) {
    return std::isfinite(number) ? OrderedJson(number) : OrderedJson(0);
  }

  template <typename Number>
  requires std::is_integral_v<Number>
  static OrderedJson value(Number number) { return number; }

  template <typename Word>
  requires std::is_enum_v<Word>
  static OrderedJson value(Word word) { return std::string(name_of(word)); }

  template <typename Element>
  static OrderedJson value(const std::optional<Element>& element) {
    return element ? value(*element) : OrderedJson(nullptr);
  }

  static OrderedJson value(const std::map<std::string, std::int64_t>& figures) {
    OrderedJson object = OrderedJson::object();
    for (const auto& [name, figure] : figures) object[well_formed(name)] = figure;
    return object;
  }

  template <typename Element>
  static OrderedJson value(const std::vector<Element>& elements) {
    OrderedJson array = OrderedJson::array();
    for (const Element& element : elements) array.push_back(value(element));
    return array;
  }

  template <Described Struct>
  static OrderedJson value(const Struct& described) {
    OrderedJson object = OrderedJson::object();
    fields(object, described, Fields<Struct>::table);
    return object;
  }

  template <typename Value>
  static OrderedJson value(const Shared<Value>& shared) {
    return value(shared.get());
  }

  static OrderedJson value(const Bytes& bytes) {
    OrderedJson object = data_to_json(bytes.data, bytes.payload, bytes.payload_length);
    if (!bytes.spans.empty()) object["spans"] = value(bytes.spans);
    return object;
  }

  static OrderedJson value(const Step& step) {
    OrderedJson object = OrderedJson::object();
    const auto write = [&object]<typename Kind>(const Kind& kind) {
      object["step"] = std::string(Fields<Kind>::word);
      fields(object, kind, Fields<Kind>::table);
    };
    std::visit(write, step);
    return object;
  }

  static OrderedJson value(const Event& event) {
    OrderedJson object = OrderedJson::object();
    fields(object, event, Fields<Event>::table);
    if (!event.data.empty() || !event.payload.empty()) {
      object["data"] = data_to_json(event.data, event.payload, event.length);
    }
    return object;
  }

  static OrderedJson data(const std::string& bytes) { return data_to_json(bytes); }
  static OrderedJson data(const std::vector<std::string>& list) {
    OrderedJson array = OrderedJson::array();
    for (const std::string& bytes : list) array.push_back(data_to_json(bytes));
    return array;
  }

  // Every list is empty by default, and steps cannot be compared.
  template <typename Element>
  static bool is_default(const std::vector<Element>& list, const std::vector<Element>&) {
    return list.empty();
  }
  static bool is_default(const Steps& steps, const Steps&) { return steps.empty(); }
  template <typename Member>
  static bool is_default(const Member& member, const Member& by_default) {
    return member == by_default;
  }

  template <typename Member>
  static bool is_omitted(const Member& member, const Member& by_default, FieldKind kind) {
    if (kind == FieldKind::usual) return is_default(member, by_default);
    if constexpr (requires { member.empty(); }) {
      return kind == FieldKind::data && member.empty();
    }
    return false;
  }

  template <typename Struct, typename Member>
  static void field(OrderedJson& object, const Struct& described,
                    const Field<Struct, Member>& entry) {
    static const Struct defaults;
    const Member& member = described.*entry.member;
    if (is_omitted(member, defaults.*entry.member, entry.kind)) return;
    if constexpr (std::is_same_v<Member, std::string> ||
                  std::is_same_v<Member, std::vector<std::string>>) {
      object[std::string(entry.name)] =
          entry.kind == FieldKind::data ? data(member) : value(member);
    } else if constexpr (std::is_same_v<Member, double>) {
      const bool is_time = entry.name.ends_with("_ms");
      const double rounded = std::round(member * steps_per_millisecond) / steps_per_millisecond;
      object[std::string(entry.name)] = value(is_time ? rounded : member);
    } else {
      object[std::string(entry.name)] = value(member);
    }
  }

  template <typename Struct, typename... Entries>
  static void fields(OrderedJson& object, const Struct& described,
                     const std::tuple<Entries...>& table) {
    std::apply([&](const auto&... entry) { (field(object, described, entry), ...); }, table);
  }
};

OrderedJson summary_to_json(const Record& record) {
  const Summary summary = summarise(record);
  OrderedJson object = OrderedJson::object();
  object["total"] = summary.total;
  for (const auto& [outcome, name] : Names<Outcome>::table) {
    object[std::string(name)] = summary.count(outcome);
  }
  return object;
}

}  // namespace

std::string well_formed(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      result += "\\x" + to_hex(text.substr(0, 1));
      text.remove_prefix(1);
    } else {
      result += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return result;
}

OrderedJson data_to_json(std::string_view data, std::string_view payload,
                         std::size_t payload_length) {
  OrderedJson object = OrderedJson::object();
  if (!payload.empty() && data.empty()) {
    object["payload"] = well_formed(payload);
    object["length"] = payload_length;
  } else if (is_utf8(data)) {
    object["text"] = std::string(data);
  } else {
    object["hex"] = to_hex(data);
  }
  return object;
}

OrderedJson step_to_json(const Step& step) {
  return Writer::value(step);
}

OrderedJson trial_to_json(const TrialRecord& trial) {
  OrderedJson object = OrderedJson::object();
  Writer::fields(object, trial.plan, Fields<Plan>::identity);
  Writer::fields(object, trial.verdict, Fields<Verdict>::table);
  Writer::fields(object, trial, Fields<TrialRecord>::table);
  object["plan"] = Writer::value(trial.plan);
  object["evidence"] = Writer::value(trial.evidence);
  return object;
}

OrderedJson head_to_json(const Record& record) {
  OrderedJson object = Writer::value(record);
  object["summary"] = summary_to_json(record);
  return object;
}

OrderedJson job_to_json(const Job& job) {
  TrialRecord trial;
  trial.plan = job.plan;
  OrderedJson object = Writer::value(job);
  object["trial"] = trial_to_json(trial);
  return object;
}

OrderedJson job_result_to_json(const JobResult& result) {
  return Writer::value(result);
}

OrderedJson requirement_to_json(const Requirement& requirement) {
  return Writer::value(requirement);
}

}  // namespace wiretrial::model
