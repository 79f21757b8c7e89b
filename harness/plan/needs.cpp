#include "harness/plan/needs.hpp"

#include <algorithm>
#include <variant>

#include "harness/model/evidence.hpp"

namespace wiretrial::plan {

namespace {

using model::ExpectationKind;
using model::Scenario;
using model::Step;

// Whether the condition holds for any step, those of repeats included.
template <typename Condition>
bool any_step(const std::vector<Step>& steps, const Condition& condition) {
  return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
    const auto* repeat = std::get_if<model::Repeat>(&step);
    return condition(step) || (repeat != nullptr && any_step(repeat->steps, condition));
  });
}

template <typename Condition>
bool any_step(const Scenario& scenario, const Condition& condition) {
  return std::any_of(scenario.runs.begin(), scenario.runs.end(),
                     [&](const model::Run& run) { return any_step(run.steps, condition); });
}

template <typename Kind>
bool is(const Step& step) {
  return std::holds_alternative<Kind>(step);
}

bool expects(const Step& step, ExpectationKind kind) {
  const auto* expect = std::get_if<model::Expect>(&step);
  return expect != nullptr && expect->expectation.kind == kind;
}

// The subject is started with it.
bool is_injected(const Step& step) {
  return is<model::Inject>(step) || is<model::Storm>(step);
}

bool touches_process(const Step& step) {
  return is<model::Signal>(step) || is<model::Restart>(step) || is<model::StartSecond>(step) ||
         is<model::LimitDescriptors>(step) || is<model::LimitResource>(step) ||
         is<model::Destroy>(step) || is_injected(step);
}

bool acts_on_network(const Step& step) {
  return is<model::FilterPackets>(step) || is<model::PassPackets>(step) ||
         is<model::MakeRoute>(step) || is<model::Resolve>(step) || is<model::SetSysctl>(step) ||
         is<model::SetMtu>(step) || is<model::SendIcmp>(step) || is<model::Vanish>(step) ||
         is<model::ShapeTraffic>(step);
}

bool filters_packets(const Step& step) {
  const auto* resolve = std::get_if<model::Resolve>(&step);
  return is<model::FilterPackets>(step) || (resolve != nullptr && !resolve->addresses.empty());
}

bool waits(const Step& step) {
  const auto* listen = std::get_if<model::Listen>(&step);
  return is<model::Watch>(step) || expects(step, ExpectationKind::silence) ||
         expects(step, ExpectationKind::closed) ||
         (listen != nullptr && listen->kind == model::ListenKind::full);
}

bool kills_server(const Step& step) {
  const auto* fault = std::get_if<model::ProxyFault>(&step);
  return fault != nullptr && fault->kind == model::ProxyFaultKind::kill &&
         fault->process == model::server_process;
}

bool sets(const Scenario& scenario, const char* name) {
  return scenario.settings.values.contains(name);
}

}  // namespace

bool needs_fresh_process(const Scenario& scenario) {
  // A pair's client is always new; its server is kept for all that are told the same.
  if (scenario.role == model::Role::pair) return scenario.fresh || any_step(scenario, kills_server);
  return scenario.fresh || !(scenario.settings == model::Settings{}) ||
         any_step(scenario, touches_process) || needs_own_network(scenario);
}

bool waits_out_deadline(const Scenario& scenario) {
  return sets(scenario, "idle_ms") || sets(scenario, "connect_ms") ||
         sets(scenario, "response_ms") || sets(scenario, "send_ms") || any_step(scenario, waits);
}

bool needs_own_network(const Scenario& scenario) {
  return any_step(scenario, acts_on_network);
}

std::set<model::Means> needed_means(const Scenario& scenario) {
  std::set<model::Means> needed;
  // The tracer takes the library's place for a static program; the executor knows which it is.
  if (any_step(scenario, is_injected)) needed.insert(model::Means::preload);
  if (any_step(scenario, is<model::Destroy>)) needed.insert(model::Means::socket_destroy);
  if (needs_own_network(scenario)) needed.insert(model::Means::namespaces);
  if (any_step(scenario, filters_packets)) needed.insert(model::Means::packet_filter);
  if (any_step(scenario, is<model::ShapeTraffic>)) needed.insert(model::Means::traffic_control);
  if (scenario.settings.host == "ipv6") needed.insert(model::Means::ipv6);
  return needed;
}

std::set<model::Means> needed_means(std::span<const Scenario> scenarios) {
  std::set<model::Means> needed;
  for (const Scenario& scenario : scenarios) needed.merge(needed_means(scenario));
  return needed;
}

std::string lacking(const Scenario& scenario, const model::MissingMeans& missing) {
  for (const model::Means means : needed_means(scenario)) {
    const auto found = missing.find(means);
    if (found != missing.end()) return found->second;
  }
  return "";
}

std::string unfit_for_running_server(const Scenario& scenario, const model::ServerSubject& server) {
  if (server.address.empty()) return "";
  if (needs_fresh_process(scenario)) {
    return "needs a process of its own, but the server at " + server.address + " already runs";
  }
  const auto looks = [](const Step& step) {
    return is<model::TakeVitals>(step) || is<model::Watch>(step);
  };
  if (!server.pid && any_step(scenario, looks)) {
    return "looks at the process, but \"pid\" of the server at " + server.address + " is not given";
  }
  return "";
}

}  // namespace wiretrial::plan
