// Values to JSON, by the tables of record_fields.hpp.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/model/job.hpp"
#include "harness/model/record.hpp"

namespace wiretrial::model {

// Keeps the order in which members were added: a record is read by people too.
using OrderedJson = nlohmann::ordered_json;

// A text that is well-formed UTF-8 whatever came in: a byte that is not becomes the four characters
// \xNN.
[[nodiscard]] std::string well_formed(std::string_view text);

// Any bytes as {"text": ...} when they are well-formed UTF-8, else {"hex": ...}; {"payload": hash,
// "length": bytes} when they lie beside the record. Reading gives exactly these bytes again.
[[nodiscard]] OrderedJson data_to_json(std::string_view data, std::string_view payload = {},
                                       std::size_t payload_length = 0);

// One trial as the flat object that stands in the array `trials`.
[[nodiscard]] OrderedJson step_to_json(const Step& step);

[[nodiscard]] OrderedJson trial_to_json(const TrialRecord& trial);

// Identity of the record and summary: all but requirements and trials.
[[nodiscard]] OrderedJson head_to_json(const Record& record);

[[nodiscard]] OrderedJson job_to_json(const Job& job);
[[nodiscard]] OrderedJson job_result_to_json(const JobResult& result);

[[nodiscard]] OrderedJson requirement_to_json(const Requirement& requirement);

}  // namespace wiretrial::model
