// JSON to values, by the tables of record_fields.hpp.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/model/job.hpp"
#include "harness/model/record.hpp"

namespace wiretrial::model {

// Where in the JSON text something stands: a chain of keys and positions on the stack of the
// reader.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view key;
  std::size_t position = 0;

  // The JSON pointer (RFC 6901); empty for the whole text.
  [[nodiscard]] std::string pointer() const;
};

// Parses JSON, strictly: NUL bytes (which the library takes for the end) and nesting deeper than a
// record's are errors. Throws RecordError, naming the byte.
[[nodiscard]] nlohmann::json parse_json(std::string_view text);

// Reads a whole record, with little more memory than the record itself takes. Throws RecordError.
[[nodiscard]] Record record_from_text(std::string_view text);

// Reads one trial, which stands at `place`; throws RecordError.
[[nodiscard]] TrialRecord trial_from_json(const nlohmann::json& object, const JsonPlace& place);

// Read what job_to_json and job_result_to_json made; throw RecordError.
[[nodiscard]] Job job_from_json(const nlohmann::json& object);
[[nodiscard]] JobResult job_result_from_json(const nlohmann::json& object);

}  // namespace wiretrial::model
