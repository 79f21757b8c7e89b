// What a worker process is asked to do, and what it answers: JSON on its standard input and output.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::model {

struct Job {
  Plan plan;
  Subject subject;
  std::chrono::milliseconds reaction_deadline{0};
  std::chrono::milliseconds readiness_deadline{0};
};

struct JobResult {
  std::vector<Evidence> evidence;  // one for each run of the plan
  int survivors = 0;               // descendants that could not be ended
};

// On one line, without the line feed. Reading gives what was written, but for what a record does
// not keep either: times beyond the microsecond, and bytes that are not UTF-8 in texts for people.
[[nodiscard]] std::string to_json_line(const Job& job);
[[nodiscard]] std::string to_json_line(const JobResult& result);

// Throw RecordError (record_json.hpp) when the text is none.
[[nodiscard]] Job read_job(std::string_view text);
[[nodiscard]] JobResult read_job_result(std::string_view text);

}  // namespace wiretrial::model
