#include "harness/model/kill_matrix_json.hpp"

#include <nlohmann/json.hpp>

namespace wiretrial::model {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson to_json(const Seen& seen) {
  OrderedJson json{{"outcome", name_of(seen.outcome)},
                   {"cause", name_of(seen.cause)},
                   {"trials", seen.trials},
                   {"trial", seen.trial},
                   {"detail", seen.detail}};
  if (!seen.expected) json["expected"] = false;
  return json;
}

OrderedJson to_json(const ScenarioResult& result) {
  OrderedJson seen = OrderedJson::array();
  for (const Seen& each : result.seen) seen.push_back(to_json(each));
  return {{"scenario", result.scenario},
          {"requirement", result.requirement},
          {"role", name_of(result.role)},
          {"digest", result.digest},
          {"seen", std::move(seen)}};
}

OrderedJson to_json(const MatrixScenario& scenario) {
  OrderedJson json{
      {"id", scenario.id}, {"requirement", scenario.requirement}, {"role", name_of(scenario.role)}};
  if (scenario.negative) json["negative"] = true;
  if (!scenario.without_mutant.empty()) json["without_mutant"] = scenario.without_mutant;
  return json;
}

// What a program said may be no UTF-8.
std::string dumped(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

template <typename Value>
std::string lines(const std::vector<Value>& values) {
  std::string text;
  for (const Value& value : values) {
    text += (text.empty() ? "\n" : ",\n") + dumped(to_json(value));
  }
  return "[" + text + "]";
}

// The members of an object without its closing brace, so that long arrays can follow line by line.
std::string opened(const OrderedJson& object) {
  std::string text = dumped(object);
  text.pop_back();
  return text;
}

std::string specimen_text(const SpecimenResult& result) {
  OrderedJson json{{"kind", name_of(result.kind)}, {"name", result.name}, {"title", result.title}};
  if (result.kind != SpecimenKind::subject) json["role"] = name_of(result.role);
  if (result.kind == SpecimenKind::mutant) {
    json["requirement"] = result.requirement;
    json["cause"] = name_of(result.cause);
    json["pathological"] = result.pathological;
  }
  return opened(json) + ",\"scenarios\":" + lines(result.scenarios) + "}";
}

template <typename Enumeration>
Enumeration word_at(const OrderedJson& json, const char* name) {
  const auto value = value_of<Enumeration>(json.at(name).get<std::string>());
  if (!value) throw OrderedJson::other_error::create(501, "unknown word", nullptr);
  return *value;
}

Seen read_seen(const OrderedJson& json) {
  Seen seen;
  seen.outcome = word_at<Outcome>(json, "outcome");
  seen.cause = word_at<Cause>(json, "cause");
  seen.expected = json.value("expected", true);
  seen.trials = json.at("trials").get<std::size_t>();
  seen.trial = json.at("trial").get<std::string>();
  seen.detail = json.at("detail").get<std::string>();
  return seen;
}

ScenarioResult read_result(const OrderedJson& json) {
  ScenarioResult result;
  result.scenario = json.at("scenario").get<std::string>();
  result.requirement = json.at("requirement").get<std::string>();
  result.role = word_at<Role>(json, "role");
  result.digest = json.at("digest").get<std::string>();
  for (const OrderedJson& seen : json.at("seen")) result.seen.push_back(read_seen(seen));
  return result;
}

}  // namespace

std::string to_json_text(const KillMatrix& matrix) {
  const OrderedJson head{{"harness_version", matrix.harness_version},
                         {"scenario_set_hash", matrix.scenario_set_hash},
                         {"sweep", matrix.sweep},
                         {"whole", matrix.whole},
                         {"covering", matrix.covering}};
  std::string specimens;
  for (const SpecimenResult& specimen : matrix.specimens) {
    specimens += (specimens.empty() ? "\n" : ",\n") + specimen_text(specimen);
  }
  return opened(head) + ",\"scenarios\":" + lines(matrix.scenarios) + ",\"specimens\":[" +
         specimens + "]}\n";
}

std::string to_json_text(const std::string& identity, const SpecimenResult& result) {
  return opened(OrderedJson{{"identity", identity}}) + ",\"specimen\":" + specimen_text(result) +
         "}\n";
}

std::optional<std::vector<ScenarioResult>> read_results(std::string_view text,
                                                        const std::string& identity) {
  try {
    const OrderedJson json = OrderedJson::parse(text);
    if (json.at("identity") != identity) return std::nullopt;
    std::vector<ScenarioResult> results;
    for (const OrderedJson& result : json.at("specimen").at("scenarios")) {
      results.push_back(read_result(result));
    }
    return results;
  } catch (const OrderedJson::exception&) {
    return std::nullopt;
  }
}

}  // namespace wiretrial::model
