#include "harness/load/schema.hpp"

#include <algorithm>
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
  static const Parsed protocol(embedded_protocol_schema);
  static const Parsed scenario(embedded_scenario_schema);
  static const Parsed subject(embedded_subject_schema);
  static const Parsed baseline(embedded_baseline_schema);
  static const Parsed mutants(embedded_mutants_schema);
  switch (which) {
    case Schema::protocol:
      return protocol.schema;
    case Schema::scenario:
      return scenario.schema;
    case Schema::mutants:
      return mutants.schema;
    case Schema::subject:
      return subject.schema;
    case Schema::baseline:
      break;
  }
  return baseline.schema;
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
  // To write down what each form that did not fit complains of takes longer than to look.
  if (validator.validate(parsed(schema), Adapter(value), nullptr)) return;
  valijson::ValidationResults results;
  validator.validate(parsed(schema), Adapter(value), &results);
  // Where one of several forms is allowed, each of them complains; the complaint that is deepest in
  // the file is about the form that was meant.
  const auto& deepest =
      *std::max_element(results.begin(), results.end(), [](const auto& left, const auto& right) {
        return left.context.size() < right.context.size();
      });
  problems.add(json.file, pointer_of(deepest.context),
               "against the schema: " + deepest.description);
}

}  // namespace wiretrial::load
