#include "harness/hunt/scenario_writer.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/model/bytes.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::hunt {

using OrderedJson = nlohmann::ordered_json;
using Kind = Expected::Kind;
using model::Ending;

namespace {

// As SRV-3 and SRV-8 say how they are judged.
constexpr int warming_rounds = 20;
constexpr int leaking_rounds = 200;
constexpr int warming_connections = 2000;
constexpr int growing_connections = 1000;
constexpr int stated_growth_bytes = 16 * 1024 * growing_connections;

constexpr std::size_t longest_title = 160;

// The connection of the n-th of `count` cases; the last is "a", as in scenarios that people write.
std::string connection_name(std::size_t number, std::size_t count) {
  return number + 1 == count ? "a" : "before" + std::to_string(number + 1);
}

OrderedJson expected_answer(const Expected& expected) {
  if (!expected.latitude.empty()) return "response_or_rejection";
  if (expected.content_type != "text/json") {
    return {{"response", {{"opaque_hex", model::to_hex(expected.content)}}}};
  }
  const AcceptedResult right = accepted_result(expected);
  if (right.begins) return {{"response", {{"result_begins", right.texts.front()}}}};
  if (right.texts.size() == 1) return {{"response", {{"result", right.texts.front()}}}};
  return {{"response", {{"result", right.texts}}}};
}

OrderedJson expectation(const Case& one) {
  if (one.expected.kind == Kind::accepted) return expected_answer(one.expected);
  return one.expected.latitude.empty() ? "rejection" : "response_or_rejection";
}

OrderedJson send_step(const Case& one, const std::string& on) {
  OrderedJson step{{"send", {{"hex", model::to_hex(one.exchange.bytes)}}}, {"on", on}};
  if (!one.exchange.cuts.empty()) step["segments"] = {{"at", one.exchange.cuts}};
  return step;
}

void add_exchange(OrderedJson& steps, const Case& one, const std::string& on) {
  steps.push_back({{"connect", on}});
  if (!one.exchange.bytes.empty()) steps.push_back(send_step(one, on));
  if (one.exchange.ending == Ending::reset) {
    steps.push_back({{"reset", on}});
    return;
  }
  if (one.exchange.ending == Ending::finish) steps.push_back({{"finish", on}});
  steps.push_back({{"expect", expectation(one)}, {"on", on}});
}

OrderedJson steps_of(const std::vector<Case>& cases) {
  OrderedJson steps = OrderedJson::array();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    add_exchange(steps, cases[i], connection_name(i, cases.size()));
  }
  return steps;
}

// Where our end always leaves first there is nothing to expect of the cases themselves; what they
// do to the server shows on the next connection.
OrderedJson steps_with_expectation(const std::vector<Case>& cases) {
  OrderedJson steps = steps_of(cases);
  const bool expects = std::any_of(steps.begin(), steps.end(),
                                   [](const OrderedJson& step) { return step.contains("expect"); });
  if (expects) return steps;
  steps.push_back({{"connect", "after"}});
  steps.push_back({{"expect", "nothing"}, {"on", "after"}});
  return steps;
}

// Our end leaves with a reset each time, as it did when the fuzzer saw what was left behind.
OrderedJson repeated(int times, const std::vector<Case>& cases) {
  OrderedJson steps = steps_of(cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].exchange.ending == Ending::reset) continue;
    steps.push_back({{"reset", connection_name(i, cases.size())}});
  }
  return {{"repeat", times}, {"steps", std::move(steps)}};
}

OrderedJson socket_steps(const std::vector<Case>& cases) {
  return {repeated(warming_rounds, cases),
          {{"vitals", "before"}},
          repeated(leaking_rounds, cases),
          {{"vitals", "after"}, {"settle_to", "before"}},
          {{"expect", {{"sockets_released", {{"since", "before"}, {"at", "after"}}}}}}};
}

OrderedJson memory_steps(const std::vector<Case>& cases) {
  OrderedJson steps{repeated(warming_connections, cases), {{"vitals", "a"}}};
  for (const char* snapshot : {"b", "c", "d"}) {
    steps.push_back(repeated(growing_connections, cases));
    steps.push_back({{"vitals", snapshot}});
  }
  steps.push_back(
      {{"expect",
        {{"memory_settled",
          {{"snapshots", {"a", "b", "c", "d"}}, {"above_bytes", stated_growth_bytes}}}}}});
  return steps;
}

// A connection that stands half-way while the cases come and go.
OrderedJson neighbour_steps(const ScenarioRequest& request) {
  const std::size_t half = request.control.size() / 2;
  const auto part = [](const std::string& bytes) {
    return OrderedJson{{"send", {{"hex", model::to_hex(bytes)}}}, {"on", "neighbour"}};
  };
  OrderedJson steps{{{"connect", "neighbour"}}, part(request.control.substr(0, half))};
  for (const OrderedJson& step : steps_of(request.cases)) steps.push_back(step);
  steps.push_back(part(request.control.substr(half)));
  steps.push_back({{"expect", expected_answer(request.control_expected)}, {"on", "neighbour"}});
  return steps;
}

OrderedJson runs_of(const ScenarioRequest& request) {
  if (request.oracle == Oracle::repetition) {
    OrderedJson runs = OrderedJson::array();
    for (const char* name : {"first", "second", "third"}) {
      runs.push_back({{"name", name}, {"steps", steps_of(request.cases)}});
    }
    return runs;
  }
  std::vector<Case> whole = request.cases;
  whole.back().exchange.cuts.clear();
  return {{{"name", "whole"}, {"steps", steps_of(whole)}},
          {{"name", "cut"}, {"steps", steps_of(request.cases)}}};
}

// Our end, a server, gives the client the response.
OrderedJson client_steps(const Case& one) {
  OrderedJson steps{{{"start", {{"action", "search"}, {"value", "morpheus"}}}},
                    {{"accept", "a"}},
                    {{"expect", {{"request", "anything"}}}}};
  if (!one.exchange.bytes.empty()) steps.push_back(send_step(one, "a"));
  if (one.exchange.ending == Ending::reset) steps.push_back({{"reset", "a"}});
  if (one.exchange.ending == Ending::finish) steps.push_back({{"finish", "a"}});
  if (!one.expected.latitude.empty() || one.exchange.ending == Ending::reset) {
    steps.push_back({{"expect", "success_or_failure"}});
  } else if (one.expected.kind != Kind::accepted) {
    steps.push_back({{"expect", "failure"}});
  } else if (one.expected.content.empty() ||
             protocol::read_strictly(one.exchange.bytes).message.content_type == "text/json") {
    // How a result is shown that is no string is free (APP-10), and so are its line ends.
    steps.push_back({{"expect", {{"success", "anything"}}}});
  } else {
    steps.push_back(
        {{"expect", {{"success", {{"shows_hex", model::to_hex(one.expected.content)}}}}}});
  }
  return steps;
}

std::string outcome_words(const Expected& expected) {
  if (!expected.latitude.empty()) return "is answered or rejected";
  switch (expected.kind) {
    case Kind::accepted:
      return "is answered";
    case Kind::rejected:
      return "is rejected (" + expected.reason + ")";
    case Kind::incomplete:
      break;
  }
  return "is rejected when the stream ends";
}

std::string title_of(const ScenarioRequest& request) {
  const Case& last = request.cases.back();
  const std::string message =
      "A message of " + std::to_string(last.exchange.bytes.size()) + " bytes ";
  switch (request.oracle) {
    case Oracle::crash:
      return request.cases.size() == 1
                 ? message + "does not end the server"
                 : std::to_string(request.cases.size()) + " connections do not end the server";
    case Oracle::segmentation:
      return message + "has the same outcome whole and in segments";
    case Oracle::repetition:
      return message + "has the same outcome every time";
    case Oracle::neighbour:
      return message + "disturbs no other connection";
    case Oracle::sockets:
      return "Connections with a message of " + std::to_string(last.exchange.bytes.size()) +
             " bytes are released";
    case Oracle::memory:
      return "Memory does not grow with messages of " + std::to_string(last.exchange.bytes.size()) +
             " bytes";
    case Oracle::reaction:
      break;
  }
  return message + outcome_words(last.expected);
}

}  // namespace

std::string requirement_of(const ScenarioRequest& request) {
  const Expected& expected = request.cases.back().expected;
  switch (request.oracle) {
    case Oracle::crash:
      return "SRV-1";
    case Oracle::segmentation:
      return "FRM-2";
    case Oracle::repetition:
      return "HDR-17";
    case Oracle::neighbour:
      return "CON-5";
    case Oracle::sockets:
      return "SRV-3";
    case Oracle::memory:
      return "SRV-8";
    case Oracle::reaction:
      break;
  }
  return expected.latitude.empty() ? expected.clause : expected.latitude;
}

std::string write_scenario(const ScenarioRequest& request) {
  OrderedJson scenario{{"id", request.id},
                       {"requirement", requirement_of(request)},
                       {"role", std::string(model::name_of(request.role))},
                       {"title", title_of(request).substr(0, longest_title)}};
  if (!request.provenance.empty()) {
    scenario["why"] = "A fuzzer found a program that does otherwise.";
    scenario["provenance"] = request.provenance;
  }
  const bool leaks = request.oracle == Oracle::sockets || request.oracle == Oracle::memory;
  if (request.role == model::Role::client) {
    scenario["steps"] = client_steps(request.cases.back());
  } else if (request.oracle == Oracle::segmentation || request.oracle == Oracle::repetition) {
    scenario["compare"] = "same-outcome";
    scenario["runs"] = runs_of(request);
  } else if (leaks) {
    scenario["fresh"] = true;
    scenario["steps"] = request.oracle == Oracle::sockets ? socket_steps(request.cases)
                                                          : memory_steps(request.cases);
  } else if (request.oracle == Oracle::neighbour) {
    scenario["steps"] = neighbour_steps(request);
  } else {
    scenario["steps"] = steps_with_expectation(request.cases);
  }
  return scenario.dump(2) + "\n";
}

}  // namespace wiretrial::hunt
