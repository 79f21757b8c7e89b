#include "harness/plan/settings.hpp"

#include <algorithm>
#include <vector>

namespace wiretrial::plan {

namespace {

using model::Role;
using model::Scenario;
using model::Subject;

bool has_placeholder(const Subject& subject, Role role, const std::string& name) {
  static const std::vector<std::string> none;
  const auto& command = role == Role::server ? (subject.server ? subject.server->command : none)
                                             : (subject.client ? subject.client->command : none);
  return std::any_of(command.begin(), command.end(), [&](const std::string& argument) {
    return argument.find("{" + name + "}") != std::string::npos;
  });
}

bool supports(const Subject& subject, const std::string& word) {
  return std::find(subject.supports.begin(), subject.supports.end(), word) !=
         subject.supports.end();
}

std::string lacking_capability(const Scenario& scenario, const Subject& subject) {
  for (const std::string& need : scenario.needs) {
    if (!supports(subject, need)) return "needs " + need + ", which is not among \"supports\"";
  }
  if (scenario.settings.host == "ipv6" && !supports(subject, "ipv6")) {
    return "needs ipv6, which is not among \"supports\"";
  }
  return "";
}

// Which of a pair's programs is told the setting.
Role told(const std::string& name) {
  return name == "connect_ms" || name == "response_ms" ? Role::client : Role::server;
}

// Takes over one setting of the scenario; gives the reason when the subject can be neither told nor
// asked.
std::string take_over(const std::string& name, std::int64_t wanted, const Scenario& scenario,
                      const Subject& subject, model::Settings& settings) {
  const Role role = scenario.role == Role::pair ? told(name) : scenario.role;
  if (has_placeholder(subject, role, name)) {
    settings.values[name] = wanted;
    return "";
  }
  const auto stated = subject.limits.find(name);
  if (stated == subject.limits.end()) {
    return name + " can neither be set ({" + name + "}) nor is it stated in \"limits\"";
  }
  // Deadlines can be waited out whatever they are; the sizes of a scenario's messages are made for
  // one limit.
  if (name == "max_content" && stated->second != wanted) {
    return "needs max_content " + std::to_string(wanted) +
           ", which cannot be set and is stated as " + std::to_string(stated->second);
  }
  return "";
}

// Only where the harness does not choose the limit itself.
std::string too_short_an_idle_limit(const Scenario& scenario, const Subject& subject) {
  const auto stated = subject.limits.find("idle_ms");
  const bool fixed = !has_placeholder(
      subject, scenario.role == Role::pair ? Role::server : scenario.role, "idle_ms");
  if (!scenario.waits_for_rejection || !fixed || stated == subject.limits.end()) return "";
  if (stated->second >= shortest_idle_limit_ms) return "";
  return "waits for a rejection, which the stated idle_ms of " + std::to_string(stated->second) +
         " looks like; at least " + std::to_string(shortest_idle_limit_ms) + " is needed";
}

}  // namespace

const std::map<std::string, std::int64_t>& default_settings() {
  static const std::map<std::string, std::int64_t> values{
      // The limit of the reference, and the one that HDR-10 assumes when none is stated.
      {"max_content", 16'777'216},
      // A program counts these on the clock, though it may wait for a processor: so long that none
      // passes on a busy machine unless a scenario means it to. Two hundred connections may have to
      // be made within the first.
      {"idle_ms", 120'000},
      {"connect_ms", 60'000},
      {"response_ms", 60'000},
      {"send_ms", 60'000},
      // The value as it is; only a start step with "value_repeat" says otherwise.
      {"value_repeat", 1}};
  return values;
}

SettingsOutcome settle(const Scenario& scenario, const Subject& subject) {
  SettingsOutcome outcome;
  outcome.settings = scenario.settings;
  outcome.settings.values = default_settings();
  for (const auto& [name, stated] : subject.limits) {
    if (!has_placeholder(subject, scenario.role, name)) outcome.settings.values[name] = stated;
  }
  outcome.unsupported = lacking_capability(scenario, subject);
  for (const auto& [name, wanted] : scenario.settings.values) {
    if (!outcome.unsupported.empty()) break;
    outcome.unsupported = take_over(name, wanted, scenario, subject, outcome.settings);
  }
  if (outcome.unsupported.empty()) {
    outcome.unsupported = too_short_an_idle_limit(scenario, subject);
  }
  return outcome;
}

SettingsOutcome settle_pair(const Scenario& scenario, const Subject& client,
                            const Subject& server) {
  SettingsOutcome outcome;
  outcome.settings = scenario.settings;
  outcome.settings.values = default_settings();
  for (const auto& [name, usual] : default_settings()) {
    const Role role = told(name);
    const Subject& subject = role == Role::client ? client : server;
    const auto stated = subject.limits.find(name);
    if (stated == subject.limits.end() || has_placeholder(subject, role, name)) continue;
    outcome.settings.values[name] = stated->second;
  }
  for (const Subject* subject : {&client, &server}) {
    const std::string lacking = lacking_capability(scenario, *subject);
    if (outcome.unsupported.empty() && !lacking.empty()) {
      outcome.unsupported = subject->name + ": " + lacking;
    }
  }
  for (const auto& [name, wanted] : scenario.settings.values) {
    if (!outcome.unsupported.empty()) break;
    const Subject& subject = told(name) == Role::client ? client : server;
    const std::string reason = take_over(name, wanted, scenario, subject, outcome.settings);
    if (!reason.empty()) outcome.unsupported = subject.name + ": " + reason;
  }
  if (outcome.unsupported.empty()) {
    outcome.unsupported = too_short_an_idle_limit(scenario, server);
  }
  return outcome;
}

}  // namespace wiretrial::plan
