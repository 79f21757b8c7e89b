#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "catch.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/made_up_record.hpp"
#include "harness/model/record_json.hpp"

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;
using nlohmann::json;

// Empty when the record follows the published schema, else where and why it does not.
std::string violations(const json& record) {
  std::ifstream file(WIRETRIAL_SOURCE_DIR "/reports/record.schema.json");
  const json schema_json = json::parse(file);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(schema_json), schema);
  valijson::ValidationResults results;
  valijson::Validator().validate(schema, Adapter(record), &results);
  std::ostringstream text;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const std::string& step : error.context) text << step;
    text << ": " << error.description << "\n";
  }
  return text.str();
}

json made_up_json() {
  wiretrial::model::Record record = wiretrial::model::made_up::record();
  record.trials.push_back(wiretrial::model::made_up::everything());
  return json::parse(wiretrial::model::to_json_text(record));
}

}  // namespace

TEST_CASE("a written record follows the published schema") {
  CHECK(violations(made_up_json()) == "");
}

TEST_CASE("the schema finds what is no record") {
  const auto with = [](const char* pointer, const json& value) {
    json record = made_up_json();
    record[json::json_pointer(pointer)] = value;
    return violations(record);
  };
  CHECK_FALSE(with("/version", 2).empty());
  CHECK_FALSE(with("/trials/0/outcome", "passed").empty());
  CHECK_FALSE(with("/trials/0/novelty", 1).empty());
  CHECK_FALSE(with("/trials/0/plan/runs/0/steps/0/step", "fly").empty());
  CHECK_FALSE(with("/trials/0/evidence/0/events/0/data", {{"hex", "F"}}).empty());
  json without = made_up_json();
  without["trials"][0].erase("cause");
  CHECK_FALSE(violations(without).empty());
}
