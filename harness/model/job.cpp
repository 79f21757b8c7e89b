#include "harness/model/job.hpp"

#include "harness/model/json_reader.hpp"
#include "harness/model/json_writer.hpp"

namespace wiretrial::model {

std::string to_json_line(const Job& job) {
  return job_to_json(job).dump();
}

std::string to_json_line(const JobResult& result) {
  return job_result_to_json(result).dump();
}

Job read_job(std::string_view text) {
  return job_from_json(parse_json(text));
}

JobResult read_job_result(std::string_view text) {
  return job_result_from_json(parse_json(text));
}

}  // namespace wiretrial::model
