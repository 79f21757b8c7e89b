#include "harness/model/job.hpp"

#include "catch.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::model {

TEST_CASE("a job comes back as it was written, with every step and every member of the subject") {
  Job job;
  job.plan = made_up::everything().plan;
  job.subject = {"s",
                 "1",
                 "jhmp",
                 ServerSubject{{"p", "\xff", ""}, "/\xfe", "127.0.0.1:1", 7},
                 ClientSubject{{"c"}, "/d", "ok", "bad", "python-repr"},
                 {"ipv4"},
                 {{"idle_ms", 5}},
                 1,
                 "f"};
  job.reaction_deadline = std::chrono::milliseconds(1500);
  job.readiness_deadline = std::chrono::milliseconds(2500);
  const std::string line = to_json_line(job);
  const Job back = read_job(line);
  CHECK(to_json_line(back) == line);
  CHECK(back.subject.server->command == job.subject.server->command);
  CHECK(back.subject.server->working_directory == job.subject.server->working_directory);
  CHECK(back.subject.server->pid == 7);
  CHECK(back.subject.copies == 1);
  CHECK(back.subject.client->opaque_as == "python-repr");
  CHECK(back.plan.runs.at(0).steps.size() == std::variant_size_v<Step>);
  CHECK(back.reaction_deadline == job.reaction_deadline);
  CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("a subject of one role comes back with that role only") {
  Job job;
  job.subject.client = ClientSubject{};
  const Job back = read_job(to_json_line(job));
  CHECK_FALSE(back.subject.server);
  REQUIRE(back.subject.client);
  CHECK(back.subject.client->opaque_as == "raw");
}

TEST_CASE("the result of a job comes back as it was written") {
  JobResult result;
  result.evidence = made_up::everything().evidence;
  result.survivors = 3;
  const JobResult back = read_job_result(to_json_line(result));
  REQUIRE(back.evidence.size() == result.evidence.size());
  CHECK(back.evidence[0].events == result.evidence[0].events);
  CHECK(back.survivors == 3);
  CHECK(read_job_result(to_json_line(JobResult())).evidence.empty());
}

TEST_CASE("a text that is no job is an error that says where") {
  for (const char* text : {"", "{", "{}", "[]", "{\"subject\": 1}"}) {
    INFO(text);
    CHECK_THROWS_AS(read_job(text), RecordError);
    CHECK_THROWS_AS(read_job_result(text), RecordError);
  }
}

}  // namespace wiretrial::model
