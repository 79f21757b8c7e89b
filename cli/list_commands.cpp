#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "harness/load/problems.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/subject.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/model/record_json.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::cli {

namespace {

const model::Requirement* find_requirement(const Ground& ground, const std::string& id) {
  for (const model::Requirement& requirement : ground.protocol.requirements) {
    if (requirement.id == id) return &requirement;
  }
  return nullptr;
}

std::string_view level_of(const Ground& ground, const std::string& id) {
  const model::Requirement* requirement = find_requirement(ground, id);
  return requirement == nullptr ? "?" : model::name_of(requirement->level);
}

std::vector<const model::Scenario*> selected(const Ground& ground,
                                             const std::vector<std::string>& selectors) {
  plan::PlanOptions options;
  options.selectors = selectors;
  const auto unmatched =
      plan::unmatched_selectors(ground.scenarios, {}, ground.protocol.requirements, options);
  if (!unmatched.empty()) throw UsageError(unmatched.front().reason);
  std::vector<const model::Scenario*> chosen;
  for (const model::Scenario& scenario :
       plan::select(ground.scenarios, ground.protocol.requirements, selectors)) {
    for (const model::Scenario& known : ground.scenarios) {
      if (known.id == scenario.id) chosen.push_back(&known);
    }
  }
  return chosen;
}

void explain_requirement(const Ground& ground, const model::Requirement& requirement) {
  const char* binds = requirement.binds_server && requirement.binds_client ? "servers and clients"
                      : requirement.binds_server                           ? "servers"
                                                                           : "clients";
  fmt::print("{} ({}, binds {})\n  {}\n\nJudged by:\n", requirement.id,
             model::name_of(requirement.level), binds, requirement.text);
  for (const model::Scenario& scenario : ground.scenarios) {
    if (scenario.requirement == requirement.id) {
      fmt::print("  {} ({}): {}\n", scenario.id, model::name_of(scenario.role), scenario.title);
    }
  }
}

void explain_scenario(const Ground& ground, const model::Scenario& scenario) {
  fmt::print("{} ({})\n  {}\n", scenario.id, model::name_of(scenario.role), scenario.title);
  if (!scenario.why.empty()) fmt::print("  Why: {}\n", scenario.why);
  fmt::print("  File: {}\n\n", scenario.file);
  if (const auto* requirement = find_requirement(ground, scenario.requirement)) {
    fmt::print("Judges {} ({}): {}\n", requirement->id, model::name_of(requirement->level),
               requirement->text);
  }
  for (const model::Run& run : scenario.runs) {
    fmt::print("\nSteps{}:\n", run.name.empty() ? "" : " of run " + run.name);
    for (const model::Step& step : run.steps) fmt::print("  {}\n", model::to_json_line(step));
  }
  fmt::print("\nRun it: wiretrial run {} --subject FILE\n", scenario.id);
}

bool is_subject(const std::string& file) {
  if (!std::filesystem::is_regular_file(file)) return false;
  std::ifstream stream(file);
  const nlohmann::json value = nlohmann::json::parse(stream, nullptr, false, true);
  return value.is_object() && !value.contains("steps") && !value.contains("runs") &&
         (value.contains("server") || value.contains("client") || value.contains("protocol"));
}

}  // namespace

int list_scenarios(const ListArguments& arguments) {
  const Ground ground = load_ground(arguments.scenarios);
  nlohmann::json all = nlohmann::json::array();
  for (const model::Scenario* scenario : selected(ground, arguments.selectors)) {
    if (arguments.json) {
      all.push_back({{"id", scenario->id},
                     {"role", model::name_of(scenario->role)},
                     {"requirement", scenario->requirement},
                     {"level", level_of(ground, scenario->requirement)},
                     {"title", scenario->title},
                     {"file", scenario->file}});
    } else {
      fmt::print("{:<60} {:<6} {:<7} {:<6} {}\n", scenario->id, model::name_of(scenario->role),
                 scenario->requirement, level_of(ground, scenario->requirement), scenario->title);
    }
  }
  if (arguments.json) fmt::print("{}\n", all.dump(2));
  return status_good;
}

int check_files(const std::vector<std::string>& names, const std::string& scenarios) {
  const load::Protocol protocol = load_protocol_data(scenarios);
  bool good = true;
  for (const std::string& name : names) {
    try {
      if (is_subject(name)) {
        (void)load_subjects({name});
      } else {
        (void)load::load_scenarios(std::vector{name}, protocol);
      }
      fmt::print("{}: good\n", name);
    } catch (const load::LoadError& error) {
      good = false;
      fmt::print(stderr, "{}\n", error.what());
    } catch (const UsageError& error) {
      good = false;
      fmt::print(stderr, "{}\n", error.what());
    }
  }
  return good ? status_good : status_bad_input;
}

int explain(const std::string& id, const std::string& scenarios) {
  const Ground ground = load_ground(scenarios);
  if (const auto* requirement = find_requirement(ground, id)) {
    explain_requirement(ground, *requirement);
    return status_good;
  }
  const std::string scenario_id = id.substr(0, id.find('#'));
  for (const model::Scenario& scenario : ground.scenarios) {
    if (scenario.id != scenario_id) continue;
    explain_scenario(ground, scenario);
    return status_good;
  }
  std::vector<std::string> known;
  for (const auto& requirement : ground.protocol.requirements) known.push_back(requirement.id);
  for (const auto& scenario : ground.scenarios) known.push_back(scenario.id);
  throw UsageError("there is no scenario or clause \"" + id + "\"" +
                   model::did_you_mean(id, known));
}

}  // namespace wiretrial::cli
