#include "harness/load/schema.hpp"

#include <stdexcept>
#include <string_view>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "harness/load/embedded_schemas.hpp"

namespace wiretrial::load {

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// A schema of valijson's can be neither copied nor moved.
struct Parsed {
  explicit Parsed(std::string_view text) {
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, true, true);
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(Adapter(document), schema);
  }
  valijson::Schema schema;
};

const valijson::Schema& parsed(Schema which) {
  static const Parsed scenario(embedded_scenario_schema);
  static const Parsed subject(embedded_subject_schema);
  return which == Schema::scenario ? scenario.schema : subject.schema;
}

// `<root>`, `[0]`, `[steps]` -> `/0/steps`.
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& part : context) {
    if (part.size() < 2 || part.front() != '[') continue;
    pointer += "/" + pointer_token(part.substr(1, part.size() - 2));
  }
  return pointer;
}

}  // namespace

void check_schema(const JsonFile& json, Schema schema, Problems& problems) {
  const nlohmann::json value = nlohmann::json::parse(json.text, nullptr, true, true);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(parsed(schema), Adapter(value), &results)) return;
  for (const auto& error : results) {
    problems.add(json.file, pointer_of(error.context), "against the schema: " + error.description);
  }
}

}  // namespace wiretrial::load
