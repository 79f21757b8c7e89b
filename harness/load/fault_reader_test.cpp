#include "harness/load/fault_reader.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/test_folder.hpp"
#include "harness/model/system_names.hpp"

using namespace wiretrial;
using namespace wiretrial::load;

namespace {

// A server scenario with these steps before a connection, and these behind it.
std::string scenario(const std::string& before, const std::string& behind = "") {
  return R"({"id":"jhmp/header/x","requirement":"HDR-7","role":"server","title":"t","steps":[)" +
         before + R"({"connect":"a"},)" + behind + R"({"expect":"rejection"}]})";
}

std::vector<model::Step> steps_of(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("scenarios/jhmp/header/x.json", text);
  static const Protocol protocol = load_protocol("scenarios/jhmp/protocol.json");
  return load_scenarios({file}, protocol).at(0).runs.at(0).steps;
}

std::string fault(const std::string& text) {
  try {
    (void)steps_of(text);
    return "nothing";
  } catch (const LoadError& error) {
    const std::string line = error.what();
    return line.substr(line.find(": ") + 2);
  }
}

std::vector<std::string> schema_words(const std::string& pointer) {
  std::ifstream file("scenarios/scenario.schema.json");
  return nlohmann::json::parse(file).at(nlohmann::json::json_pointer(pointer));
}

}  // namespace

TEST_CASE("the steps that put faults into the subject are read whole") {
  const auto steps = steps_of(scenario(
      R"({"inject":{"call":"send","error":"EPIPE","socket":2,"first":3,"every":4,"percent":50}},)"
      R"({"inject":{"call":"recv","length":7,"nth":5}},{"storm":3},)",
      R"({"limit":"core","bytes":0},{"destroy":"a"},)"));
  const auto& error = std::get<model::Inject>(steps.at(0));
  CHECK(error.call == model::InjectedCall::send);
  CHECK(error.error == "EPIPE");
  CHECK(error.socket == 2);
  CHECK(error.first == 3);
  CHECK(error.every == 4);
  CHECK(error.percent == 50);
  const auto& shorter = std::get<model::Inject>(steps.at(1));
  CHECK(shorter.length == 7);
  CHECK(shorter.nth == 5);
  CHECK(std::get<model::Storm>(steps.at(2)).interval.count() == 3);
  CHECK(std::get<model::LimitResource>(steps.at(4)).resource == model::Resource::core);
  CHECK(std::get<model::Destroy>(steps.at(5)).on == "a");
}

TEST_CASE("what is wrong with such a step is told with its place") {
  const struct {
    std::string before;
    std::string behind;
    std::string fault;
  } rows[] = {
      {R"({"inject":{"call":"recvv","length":1}},)", "",
       "/steps/0/inject/call: unknown call \"recvv\", did you mean \"recv\"?"},
      {R"({"inject":{"call":"recv","error":"EINTER","nth":1}},)", "",
       "/steps/0/inject/error: unknown error \"EINTER\", did you mean \"EINTR\"?"},
      {R"({"inject":{"call":"recv","error":"EINTR","every":1}},)", "",
       "/steps/0/inject: an error needs \"nth\", \"first\", \"percent\" or an \"every\" above 1: "
       "no "
       "program gets past a call that always fails"},
      {R"({"inject":{"call":"recv","error":"EINTR","nth":1,"length":1}},)", "",
       "/steps/0/inject: needs either \"error\" or \"length\""},
      {R"({"inject":{"call":"accept","length":1}},)", "",
       "/steps/0/inject/length: only recv and send can be shortened"},
      {R"({"inject":{"call":"wait","error":"EPIPE","nth":1}},)", "",
       "/steps/0/inject/error: a call that waits can only fail with EINTR"},
      {R"({"inject":{"call":"recv","length":1,"evry":1}},)", "",
       "/steps/0/inject: unknown key \"evry\", did you mean \"every\"?"},
      {"", R"({"inject":{"call":"recv","length":1}},)",
       "/steps/1: stands before every step that does anything: the subject starts so"},
      {"", R"({"storm":5},)",
       "/steps/1: stands before every step that does anything: the subject starts so"},
      {R"({"storm":0},)", "", "/steps/0/storm: must be a whole number from 1 to 1000"},
      {"", R"({"limit":"memry","bytes":1},)",
       "/steps/1/limit: unknown resource \"memry\", did you mean \"memory\"?"},
      {"", R"({"destroy":"b"},)", "/steps/1: no step before this one connects \"b\""},
  };
  for (const auto& row : rows) CHECK(fault(scenario(row.before, row.behind)) == row.fault);
}

TEST_CASE(
    "every signal and error of the tables may stand in a scenario, and no other in its schema") {
  for (const std::string& name : model::names_in(model::signal_names)) {
    CHECK(fault(scenario("", R"({"signal":")" + name + R"("},)")) == "nothing");
  }
  for (const std::string& name : model::names_in(model::error_names)) {
    CHECK(fault(scenario(R"({"inject":{"call":"recv","nth":1,"error":")" + name + R"("}},)")) ==
          "nothing");
  }
  CHECK(schema_words("/definitions/step_signal/properties/signal/enum") ==
        model::names_in(model::signal_names));
  CHECK(schema_words("/definitions/step_inject/properties/inject/properties/error/enum") ==
        model::names_in(model::error_names));
}
