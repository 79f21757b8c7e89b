#include "harness/model/record_json.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/made_up_record.hpp"
#include "harness/model/record_fields.hpp"

using namespace wiretrial::model;
using namespace std::string_literals;

namespace counting {

// Converts to anything but a copy of the struct itself: counts the members of an aggregate.
template <typename Struct>
struct AnyMember {
  template <typename Member>
  requires(!std::is_same_v<Member, Struct>) operator Member() const;
};

}  // namespace counting

namespace {

using counting::AnyMember;

template <typename Struct, typename... Members>
constexpr std::size_t member_count() {
  if constexpr (requires { Struct{Members{}..., AnyMember<Struct>{}}; }) {
    return member_count<Struct, Members..., AnyMember<Struct>>();
  } else {
    return sizeof...(Members);
  }
}

template <typename Struct>
constexpr std::size_t field_count = std::tuple_size_v<decltype(Fields<Struct>::table)>;

template <typename... Structs>
constexpr bool tables_are_whole = ((member_count<Structs>() == field_count<Structs>)&&...);

// A member that is added to a struct and forgotten in its table stops the build here.
static_assert(
    tables_are_whole<Match, Expectation, Connect, Accept, Send, Finish, Reset, Close, Expect,
                     Repeat, TakeVitals, Watch, LimitDescriptors, Signal, Restart, StartSecond,
                     Listen, StartClient, AwaitZeroWindow, ProxyFault, Inject, Storm, LimitResource,
                     Destroy, FilterPackets, PassPackets, MakeRoute, Resolve, SetSysctl, SetMtu,
                     SendIcmp, Vanish, ShapeTraffic>);
static_assert(member_count<Read>() == field_count<Read> + 2);  // swept and expected, of a scenario
static_assert(tables_are_whole<ServerSubject, ClientSubject, Subject, JobResult>);
static_assert(member_count<Job>() == field_count<Job> + 1);  // the plan
static_assert(
    tables_are_whole<Span, Settings, Run, Evidence, Verdict, SubjectIdentity, Requirement>);
static_assert(member_count<Plan>() == field_count<Plan> +
                                          std::tuple_size_v<decltype(Fields<Plan>::identity)> +
                                          1);                    // repeat, which the trial has
static_assert(member_count<Event>() == field_count<Event> + 2);  // data and payload
static_assert(member_count<TrialRecord>() ==
              field_count<TrialRecord> + 3);                       // plan, evidence, verdict
static_assert(member_count<Record>() == field_count<Record> + 2);  // requirements and trials

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(read_record(text));
  } catch (const RecordError& error) {
    return error.what();
  }
  return "no error";
}

// The made-up record with one member replaced.
std::string error_with(const std::string& pointer, const nlohmann::json& value) {
  nlohmann::json json = nlohmann::json::parse(to_json_text(made_up::record()));
  json[nlohmann::json::json_pointer(pointer)] = value;
  return error_of(json.dump());
}

}  // namespace

TEST_CASE("every step, event and member comes back from JSON") {
  const TrialRecord written = made_up::everything();
  std::set<std::size_t> kinds;
  for (const Step& step : written.plan.control) kinds.insert(step.index());
  REQUIRE(kinds.size() == std::variant_size_v<Step>);

  const std::string line = to_json_line(written);
  CHECK(line.find('\n') == std::string::npos);
  const TrialRecord read = read_trial(line);
  CHECK(to_json_line(read) == line);
  CHECK(read.evidence[0].events == written.evidence[0].events);
  CHECK(read.plan.settings == written.plan.settings);
  const auto& send = std::get<Send>(read.plan.runs[0].steps.at(2));
  CHECK(send.bytes == std::get<Send>(written.plan.runs[0].steps.at(2)).bytes);
  CHECK(send.stop_at == 4);
  CHECK_FALSE(send.barrier);
  const auto& expect = std::get<Expect>(read.plan.runs[0].steps.at(7));
  CHECK(expect.expectation == std::get<Expect>(written.plan.runs[0].steps.at(7)).expectation);
  CHECK(std::get<StartClient>(read.plan.runs[0].steps.at(16)).value.empty());
  CHECK(read.verdict == written.verdict);
}

TEST_CASE("a number that no double holds is no record") {
  for (const std::string text : {"1e999", "[-1e999]", "{\"seed\":1e400}"}) {
    CHECK(error_of(text).starts_with("the record: no JSON: number overflow"));
    CHECK_THROWS_AS(read_trial(text), RecordError);
  }
}

TEST_CASE("a record comes back from JSON, with text that is well-formed") {
  const Record written = made_up::record();
  const std::string text = to_json_text(written);
  const Record read = read_record(text);
  CHECK(to_json_text(read) == text);
  CHECK(read.trials.size() == written.trials.size());
  CHECK(read.requirements.size() == written.requirements.size());
  CHECK(read.seed == written.seed);
  CHECK(read.trials[2].plan.seed == 16045690984503098046U);
  CHECK(read.trials[2].verdict.actual.find("\\xff\\xc3(") != std::string::npos);
  CHECK(read.trials[2].evidence[0].events[6].data == made_up::hostile);
}

TEST_CASE("the record is laid out for people and line tools") {
  const std::string text = to_json_text(made_up::record());
  std::size_t trial_lines = 0;
  for (std::size_t at = text.find("\n    {\"trial\":"); at != std::string::npos;
       at = text.find("\n    {\"trial\":", at + 1)) {
    ++trial_lines;
  }
  CHECK(trial_lines == made_up::record().trials.size());
  const nlohmann::json json = nlohmann::json::parse(text);
  CHECK(json["summary"]["total"] == json["trials"].size());
  CHECK(json["summary"]["fail"] == 6);
  for (const char* name :
       {"trial",    "scenario",    "place",  "role",        "subject", "requirement",
        "also",     "level",       "title",  "seed",        "outcome", "cause",
        "expected", "actual",      "reason", "termination", "process", "exactness",
        "attempts", "duration_ms", "repeat", "replay",      "plan",    "evidence"}) {
    CHECK(json["trials"][0].contains(name));
  }
  CHECK(json["trials"][0]["level"] == "MUST");
}

TEST_CASE("a sweep of 700 trials stays small") {
  Record record = made_up::record();
  record.trials.assign(700, made_up::sweep_member(17, true));
  CHECK(to_json_text(record).size() < 3'000'000);
}

TEST_CASE("a text that is no record is refused with place and reason") {
  CHECK(error_of("{").starts_with("the record: no JSON: "));
  CHECK(error_of("[]") == "the record: expected an object, not array");
  CHECK(error_of("{}") == "the record: has no member \"version\"");
  CHECK(error_of("{\"a\": 1}\0junk"s) == "the record: byte 8 is NUL, which no JSON has");
  CHECK(error_of(std::string(100'000, '[')) == "the record: nested too deeply");
  CHECK(error_with("/version", 2) ==
        "/version: the record has version 2 and this program reads version 1; read it with a newer "
        "wiretrial");
  CHECK(error_with("/version", 0).ends_with("; run the suite again to make a new record"));
  CHECK(error_with("/version", 1.0) == "/version: expected an integer, not 1.0");
  CHECK(error_with("/seed", -1) == "/seed: -1 is out of range");
  CHECK(error_with("/jobs", 1e99).starts_with("/jobs: expected an integer"));
  CHECK(error_with("/trials", "x") == "/trials: expected an array, not string");
  CHECK(error_with("/trials/3", nullptr) == "/trials/3: expected an object, not null");
  CHECK(error_with("/trials/3/level", "WILL") ==
        "/trials/3/level: \"WILL\" is none of \"MUST\", \"SHOULD\", \"MAY\"");
  CHECK(error_with("/trials/0/plan/runs/0/steps/1/step", "fly") ==
        "/trials/0/plan/runs/0/steps/1/step: \"fly\" is no step");
  CHECK(error_with("/trials/0/plan/runs/0/steps/1/bytes/text", 1) ==
        "/trials/0/plan/runs/0/steps/1/bytes/text: expected a text, not number");
  CHECK(error_with("/trials/0/plan/runs/0/steps/1/bytes", {{"hex", "0g"}}) ==
        "/trials/0/plan/runs/0/steps/1/bytes/hex: no hexadecimal digit at position 1");
  CHECK(error_with("/trials/0/plan/runs/0/steps/1/bytes", nlohmann::json::object()) ==
        "/trials/0/plan/runs/0/steps/1/bytes: has none of the members \"text\", \"hex\" and "
        "\"payload\"");
  CHECK(error_with("/trials/0/plan/settings", {{"values", {{"a/b~", "x"}}}}) ==
        "/trials/0/plan/settings/values/a~1b~0: expected an integer, not string");
}

TEST_CASE("members that a reader does not know are ignored") {
  CHECK(error_with("/trials/0/new_member", {1, 2}) == "no error");
}
