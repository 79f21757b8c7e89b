#include "harness/hunt/scenario_writer.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/hunt/made_up_messages.hpp"

using namespace wiretrial::hunt;
using Json = nlohmann::json;
using wiretrial::model::Ending;
using wiretrial::model::Role;

namespace {

Case rejected_case() {
  Case one;
  one.exchange = {"\x01\x02", {1}, Ending::finish};
  one.expected.kind = Expected::Kind::rejected;
  one.expected.clause = "HDR-7";
  one.expected.reason = "content-length is negative";
  return one;
}

ScenarioRequest request(Oracle oracle) {
  ScenarioRequest made;
  made.oracle = oracle;
  made.cases = {rejected_case()};
  made.control = "control!";
  made.control_expected.content_type = "x";
  made.control_expected.content = "ok";
  return made;
}

Json written(const ScenarioRequest& request) {
  return Json::parse(write_scenario(request));
}

}  // namespace

TEST_CASE("a reaction is judged by the clause that the reference names") {
  const Json scenario = written(request(Oracle::reaction));
  CHECK(scenario["requirement"] == "HDR-7");
  CHECK(scenario["title"] == "A message of 2 bytes is rejected (content-length is negative)");
  CHECK(scenario["steps"] == Json::parse(R"([
    {"connect": "a"},
    {"send": {"hex": "0102"}, "on": "a", "segments": {"at": [1]}},
    {"finish": "a"},
    {"expect": "rejection", "on": "a"}])"));
}

TEST_CASE("each oracle has the clause that it is about") {
  const std::pair<Oracle, const char*> clauses[] = {
      {Oracle::crash, "SRV-1"},     {Oracle::segmentation, "FRM-2"}, {Oracle::repetition, "HDR-17"},
      {Oracle::neighbour, "CON-5"}, {Oracle::sockets, "SRV-3"},      {Oracle::memory, "SRV-8"}};
  for (const auto& [oracle, clause] : clauses) {
    CHECK(written(request(oracle))["requirement"] == clause);
  }
}

TEST_CASE("what may be accepted or rejected is expected so") {
  ScenarioRequest free = request(Oracle::reaction);
  free.cases[0].expected.latitude = "HDR-15";
  const Json scenario = written(free);
  CHECK(scenario["requirement"] == "HDR-15");
  CHECK(scenario["steps"].back()["expect"] == "response_or_rejection");
}

TEST_CASE("where every connection is reset by us, the next one is expected to be accepted") {
  ScenarioRequest reset = request(Oracle::crash);
  reset.cases[0].exchange.ending = Ending::reset;
  CHECK(written(reset)["steps"] == Json::parse(R"([
    {"connect": "a"},
    {"send": {"hex": "0102"}, "on": "a", "segments": {"at": [1]}},
    {"reset": "a"},
    {"connect": "after"},
    {"expect": "nothing", "on": "after"}])"));
}

TEST_CASE("segmentation compares the whole with the cut") {
  const Json scenario = written(request(Oracle::segmentation));
  CHECK(scenario["compare"] == "same-outcome");
  REQUIRE(scenario["runs"].size() == 2);
  CHECK_FALSE(scenario["runs"][0]["steps"][1].contains("segments"));
  CHECK(scenario["runs"][1]["steps"][1].contains("segments"));
}

TEST_CASE("several connections stand in their order, the last being a") {
  ScenarioRequest two = request(Oracle::crash);
  two.cases.push_back(rejected_case());
  two.cases[0].exchange.ending = Ending::reset;
  const Json steps = written(two)["steps"];
  CHECK(steps[0] == Json::parse(R"({"connect": "before1"})"));
  CHECK(steps[2] == Json::parse(R"({"reset": "before1"})"));
  CHECK(steps[3] == Json::parse(R"({"connect": "a"})"));
}

TEST_CASE("a neighbour is half-way while the others come and go") {
  const Json steps = written(request(Oracle::neighbour))["steps"];
  CHECK(steps[1] == Json::parse(R"({"send": {"hex": "636f6e74"}, "on": "neighbour"})"));
  CHECK(steps[steps.size() - 2] ==
        Json::parse(R"({"send": {"hex": "726f6c21"}, "on": "neighbour"})"));
}

TEST_CASE("a client that gets no whole response is expected to fail") {
  ScenarioRequest client = request(Oracle::reaction);
  client.role = Role::client;
  const Json scenario = written(client);
  CHECK(scenario["role"] == "client");
  CHECK(scenario["steps"].back()["expect"] == "failure");
}

TEST_CASE("either kind of quotes is right") {
  ScenarioRequest search = request(Oracle::reaction);
  search.cases[0].expected = {};
  search.cases[0].expected.kind = Expected::Kind::accepted;
  search.cases[0].expected.clause = "APP-2";
  search.cases[0].expected.content_type = "text/json";
  search.cases[0].expected.content = R"({"result": "No match for 'x'."})";
  CHECK(written(search)["steps"].back()["expect"]["response"]["result"] ==
        Json::parse(R"(["No match for 'x'.", "No match for \"x\"."])"));
}
