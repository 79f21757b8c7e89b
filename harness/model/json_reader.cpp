#include "harness/model/json_reader.hpp"

#include <algorithm>
#include <limits>

#include "harness/model/record_fields.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::model {

namespace {

using Json = nlohmann::json;

// A record nests about ten levels; a Repeat in a Repeat adds two each.
constexpr int nesting_limit = 64;

[[noreturn]] void fail(const JsonPlace& place, const std::string& reason) {
  const std::string pointer = place.pointer();
  throw RecordError((pointer.empty() ? "the record" : pointer) + ": " + reason);
}

const Json& member_of(const Json& object, std::string_view name, const JsonPlace& place) {
  if (!object.is_object())
    fail(place, std::string("expected an object, not ") + object.type_name());
  const auto found = object.find(name);
  if (found == object.end()) fail(place, "has no member \"" + std::string(name) + "\"");
  return *found;
}

const std::string& text_of(const Json& json, const JsonPlace& place) {
  if (!json.is_string()) fail(place, std::string("expected a text, not ") + json.type_name());
  return json.get_ref<const std::string&>();
}

template <typename Number>
Number integer_of(const Json& json, const JsonPlace& place) {
  if (!json.is_number_integer()) {
    fail(place, std::string("expected an integer, not ") +
                    (json.is_number() ? json.dump() : std::string(json.type_name())));
  }
  const bool fits = json.is_number_unsigned() ? std::in_range<Number>(json.get<std::uint64_t>())
                                              : std::in_range<Number>(json.get<std::int64_t>());
  if (!fits) fail(place, json.dump() + " is out of range");
  return json.get<Number>();
}

// The readers call each other through nested values, so all are members of one class.
struct Reader {
  static void value(const Json& json, bool& flag, const JsonPlace& place) {
    if (!json.is_boolean()) fail(place, std::string("expected a boolean, not ") + json.type_name());
    flag = json.get<bool>();
  }

  static void value(const Json& json, std::string& text, const JsonPlace& place) {
    text = text_of(json, place);
  }

  static void value(const Json& json, std::chrono::milliseconds& time, const JsonPlace& place) {
    time = std::chrono::milliseconds(integer_of<std::int64_t>(json, place));
  }

  static void value(const Json& json, double& number, const JsonPlace& place) {
    if (!json.is_number()) fail(place, std::string("expected a number, not ") + json.type_name());
    number = json.get<double>();
  }

  template <typename Number>
  requires std::is_integral_v<Number>
  static void value(const Json& json, Number& number, const JsonPlace& place) {
    number = integer_of<Number>(json, place);
  }

  template <typename Word>
  requires std::is_enum_v<Word>
  static void value(const Json& json, Word& word, const JsonPlace& place) {
    const std::string& text = text_of(json, place);
    const std::optional<Word> known = value_of<Word>(text);
    if (!known) fail(place, "\"" + text + "\" is none of " + words<Word>());
    word = *known;
  }

  template <typename Word>
  static std::string words() {
    std::string list;
    for (const auto& entry : Names<Word>::table) {
      list += (list.empty() ? "\"" : ", \"") + std::string(entry.second) + "\"";
    }
    return list;
  }

  template <typename Element>
  static void value(const Json& json, std::optional<Element>& element, const JsonPlace& place) {
    if (!json.is_null()) value(json, element.emplace(), place);
  }

  static void value(const Json& json, std::map<std::string, std::int64_t>& figures,
                    const JsonPlace& place) {
    if (!json.is_object()) fail(place, std::string("expected an object, not ") + json.type_name());
    for (const auto& [name, figure] : json.items()) {
      figures[name] = integer_of<std::int64_t>(figure, {&place, name});
    }
  }

  template <typename Element>
  static void value(const Json& json, std::vector<Element>& elements, const JsonPlace& place) {
    each(json, place, [&elements](const Json& item, const JsonPlace& at) {
      value(item, elements.emplace_back(), at);
    });
  }

  template <typename Action>
  static void each(const Json& json, const JsonPlace& place, const Action& action) {
    if (!json.is_array()) fail(place, std::string("expected an array, not ") + json.type_name());
    std::size_t position = 0;
    for (const Json& item : json) {
      action(item, JsonPlace{&place, {}, position});
      ++position;
    }
  }

  template <Described Struct>
  static void value(const Json& json, Struct& described, const JsonPlace& place) {
    fields(json, described, Fields<Struct>::table, place);
  }

  template <typename Value>
  static void value(const Json& json, Shared<Value>& shared, const JsonPlace& place) {
    value(json, shared.own(), place);
  }

  static void value(const Json& json, Bytes& bytes, const JsonPlace& place) {
    content(json, bytes.data.own(), bytes.payload, bytes.payload_length, place);
    if (const auto spans = json.find("spans"); spans != json.end()) {
      value(*spans, bytes.spans, {&place, "spans"});
    }
  }

  static void value(const Json& json, Event& event, const JsonPlace& place) {
    fields(json, event, Fields<Event>::table, place);
    if (const auto data = json.find("data"); data != json.end()) {
      std::size_t length = 0;  // stands in the event too
      content(*data, event.data, event.payload, length, {&place, "data"});
    }
  }

  static void value(const Json& json, Step& step, const JsonPlace& place) {
    const JsonPlace at{&place, "step"};
    const std::string& word = text_of(member_of(json, "step", place), at);
    if (!any_step(json, word, step, place, std::make_index_sequence<std::variant_size_v<Step>>())) {
      fail(at, "\"" + word + "\" is no step");
    }
  }

  template <std::size_t... Positions>
  static bool any_step(const Json& json, std::string_view word, Step& step, const JsonPlace& place,
                       std::index_sequence<Positions...>) {
    return (one_step<Positions>(json, word, step, place) || ...);
  }

  template <std::size_t Position>
  static bool one_step(const Json& json, std::string_view word, Step& step,
                       const JsonPlace& place) {
    using Kind = std::variant_alternative_t<Position, Step>;
    if (Fields<Kind>::word != word) return false;
    fields(json, step.emplace<Position>(), Fields<Kind>::table, place);
    return true;
  }

  // {"text"}, {"hex"} or {"payload", "length"}: what data_to_json wrote.
  static void content(const Json& json, std::string& data, std::string& payload,
                      std::size_t& length, const JsonPlace& place) {
    if (!json.is_object()) fail(place, std::string("expected an object, not ") + json.type_name());
    if (json.contains("text")) {
      data = text_of(json.at("text"), {&place, "text"});
    } else if (json.contains("hex")) {
      const JsonPlace at{&place, "hex"};
      try {
        data = from_hex(text_of(json.at("hex"), at));
      } catch (const std::invalid_argument& error) {
        fail(at, error.what());
      }
    } else if (json.contains("payload")) {
      payload = text_of(json.at("payload"), {&place, "payload"});
      value(member_of(json, "length", place), length, {&place, "length"});
    } else {
      fail(place, "has none of the members \"text\", \"hex\" and \"payload\"");
    }
  }

  static void data(const Json& json, std::string& bytes, const JsonPlace& place) {
    std::string payload;
    std::size_t length = 0;
    content(json, bytes, payload, length, place);
  }
  static void data(const Json& json, std::vector<std::string>& list, const JsonPlace& place) {
    each(json, place,
         [&list](const Json& item, const JsonPlace& at) { data(item, list.emplace_back(), at); });
  }

  template <typename Struct, typename Member>
  static void field(const Json& json, Struct& described, const Field<Struct, Member>& entry,
                    const JsonPlace& place) {
    Member& member = described.*entry.member;
    const auto found = json.find(entry.name);
    const JsonPlace at{&place, entry.name};
    if (found == json.end()) {
      if (entry.kind == FieldKind::always) member_of(json, entry.name, place);
      if (entry.kind == FieldKind::data) member = Member();
      return;
    }
    if constexpr (std::is_same_v<Member, std::string> ||
                  std::is_same_v<Member, std::vector<std::string>>) {
      if (entry.kind == FieldKind::data) return data(*found, member, at);
    }
    value(*found, member, at);
  }

  template <typename Struct, typename... Entries>
  static void fields(const Json& json, Struct& described, const std::tuple<Entries...>& table,
                     const JsonPlace& place) {
    if (!json.is_object()) fail(place, std::string("expected an object, not ") + json.type_name());
    std::apply([&](const auto&... entry) { (field(json, described, entry, place), ...); }, table);
  }
};

void check_version(const Json& object, const JsonPlace& place) {
  const JsonPlace at{&place, "version"};
  const int version = integer_of<int>(member_of(object, "version", place), at);
  if (version == record_version) return;
  fail(at, "the record has version " + std::to_string(version) +
               " and this program reads version " + std::to_string(record_version) +
               (version > record_version ? "; read it with a newer wiretrial"
                                         : "; run the suite again to make a new record"));
}

}  // namespace

std::string JsonPlace::pointer() const {
  if (parent == nullptr) return "";
  std::string text = parent->pointer() + "/";
  if (key.data() == nullptr) return text + std::to_string(position);
  for (const char character : key) {
    text += character == '~' ? "~0" : character == '/' ? "~1" : std::string(1, character);
  }
  return text;
}

namespace {

// Takes the trials of a record out of its text while that is parsed, so that no more than one of
// them is in memory as JSON.
class TrialTaker {
 public:
  explicit TrialTaker(std::vector<TrialRecord>& trials) : trials_(trials) {}

  // What Json::parse calls; false: nobody needs the value any more.
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    constexpr int member_depth = 1;
    constexpr int element_depth = 2;
    if (event == Event::key && depth == member_depth) inside_ = parsed == trials_name;
    const bool ends =
        event == Event::object_end || event == Event::array_end || event == Event::value;
    if (!inside_ || !ends || depth != element_depth) return true;
    take(parsed);
    return false;
  }

  // Throws what was wrong with the first trial that could not be read.
  void check() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static constexpr const char* trials_name = "trials";

  void take(const Json& parsed) {
    if (failure_) return;
    const JsonPlace top;
    const JsonPlace all{&top, trials_name};
    try {
      trials_.push_back(trial_from_json(parsed, {&all, {}, trials_.size()}));
    } catch (const RecordError&) {
      failure_ = std::current_exception();  // the version, which may explain it, is looked at first
    }
  }

  std::vector<TrialRecord>& trials_;
  bool inside_ = false;
  std::exception_ptr failure_;
};

Json parse_checked(std::string_view text, const Json::parser_callback_t& callback) {
  if (const auto position = text.find('\0'); position != std::string_view::npos) {
    throw RecordError("the record: byte " + std::to_string(position) +
                      " is NUL, which no JSON has");
  }
  const auto shallow = [&callback](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > nesting_limit) throw RecordError("the record: nested too deeply");
    return !callback || callback(depth, event, parsed);
  };
  try {
    return Json::parse(text, shallow);
  } catch (const Json::exception& error) {
    // The library's message without its own name and number. Besides parse errors there are numbers
    // that no double holds, which it tells without a place.
    const std::string_view message = error.what();
    const std::size_t place = std::min(message.find("line "), message.find("number "));
    throw RecordError("the record: no JSON: " +
                      std::string(message.substr(std::min(place, message.size()))));
  }
}

}  // namespace

Json parse_json(std::string_view text) {
  return parse_checked(text, nullptr);
}

TrialRecord trial_from_json(const Json& object, const JsonPlace& place) {
  TrialRecord trial;
  Reader::fields(object, trial.plan, Fields<Plan>::identity, place);
  Reader::fields(object, trial.verdict, Fields<Verdict>::table, place);
  Reader::fields(object, trial, Fields<TrialRecord>::table, place);
  Reader::value(member_of(object, "plan", place), trial.plan, {&place, "plan"});
  Reader::value(member_of(object, "evidence", place), trial.evidence, {&place, "evidence"});
  return trial;
}

Job job_from_json(const Json& object) {
  const JsonPlace place;
  Job job;
  Reader::value(object, job, place);
  job.plan = trial_from_json(member_of(object, "trial", place), {&place, "trial"}).plan;
  return job;
}

JobResult job_result_from_json(const Json& object) {
  JobResult result;
  Reader::value(object, result, JsonPlace());
  return result;
}

Record record_from_text(std::string_view text) {
  const JsonPlace place;
  Record record;
  std::vector<TrialRecord> all;
  TrialTaker taker(all);
  const Json object = parse_checked(text, std::ref(taker));
  check_version(object, place);
  Reader::value(object, record, place);
  const JsonPlace requirements{&place, "requirements"};
  Reader::value(member_of(object, "requirements", place), record.requirements, requirements);
  const JsonPlace trials{&place, "trials"};
  Reader::each(member_of(object, "trials", place), trials, [](const Json&, const JsonPlace&) {});
  taker.check();
  record.trials = std::move(all);
  return record;
}

}  // namespace wiretrial::model
