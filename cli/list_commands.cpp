#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "cli/requirement_ledger.hpp"
#include "harness/load/baseline.hpp"
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

// All protocols of the directory, or the one with that name.
std::vector<Ground> load_grounds(const std::string& scenarios, const std::string& protocol) {
  std::vector<Ground> grounds;
  const auto files = protocol.empty()
                         ? protocol_files(scenarios)
                         : std::vector<std::string>{find_protocol(scenarios, protocol)};
  for (const std::string& file : files) grounds.push_back(load_ground(scenarios, file));
  return grounds;
}

plan::PlanOptions options_of(const std::vector<std::string>& selectors) {
  plan::PlanOptions options;
  options.selectors = selectors;
  return options;
}

// A selector that fits something in any of the grounds is a good one, and so are several that fit
// something together. Throws UsageError.
void check_selectors(const std::vector<Ground>& grounds,
                     const std::vector<std::string>& selectors) {
  for (const std::string& selector : selectors) {
    std::string reason;
    for (const Ground& ground : grounds) {
      const auto unmatched = plan::unmatched_selectors(
          ground.scenarios, {}, ground.protocol.requirements, options_of({selector}));
      reason = unmatched.empty() ? "" : unmatched.front().reason;
      if (reason.empty()) break;
    }
    if (!reason.empty()) throw UsageError(reason);
  }
  std::string none;
  for (const Ground& ground : grounds) {
    none = plan::why_no_trial(ground.scenarios, {}, ground.protocol.requirements,
                              options_of(selectors));
    if (none.empty()) return;
  }
  if (!selectors.empty() && !none.empty()) throw UsageError(none);
}

std::vector<const model::Scenario*> selected(const Ground& ground,
                                             const std::vector<std::string>& selectors) {
  std::vector<const model::Scenario*> chosen;
  for (const model::Scenario& scenario :
       plan::select(ground.scenarios, ground.protocol.requirements, selectors)) {
    for (const model::Scenario& known : ground.scenarios) {
      if (known.id == scenario.id) chosen.push_back(&known);
    }
  }
  return chosen;
}

// What goes wrong in real programs, each reason once, in the order of the scenarios.
std::vector<std::string> reasons_of(const Ground& ground, const std::string& requirement) {
  std::vector<std::string> reasons;
  for (const model::Scenario& scenario : ground.scenarios) {
    const bool is_new = std::find(reasons.begin(), reasons.end(), scenario.why) == reasons.end();
    if (scenario.requirement == requirement && !scenario.why.empty() && is_new)
      reasons.push_back(scenario.why);
  }
  return reasons;
}

void explain_scenarios(const Ground& ground, const std::string& requirement) {
  for (const auto& [role, word] : model::Names<model::Role>::table) {
    bool first = true;
    for (const model::Scenario& scenario : ground.scenarios) {
      if (scenario.requirement != requirement || scenario.role != role) continue;
      if (first) fmt::print("\nJudged by, for a {}:\n", word);
      first = false;
      fmt::print("  {} ({}): {}{}\n", scenario.id, word, scenario.title,
                 scenario.disputed ? " [disputed]" : "");
    }
  }
}

void explain_mutants(const Ground& ground, const std::string& requirement) {
  const auto table = load_protocol_mutants(ground);
  if (!table) {
    const std::string& named = ground.protocol.mutants_file;
    const std::string none = named.empty() ? ground.protocol.file + " names no table of mutants"
                                           : named + " did not come along";
    fmt::print("\nMutants: {}.\n", none);
    return;
  }
  fmt::print("\nBroken by these mutants:\n");
  bool any = false;
  for (const model::Specimen& mutant : table->specimens) {
    if (mutant.kind != model::SpecimenKind::mutant || mutant.requirement != requirement) continue;
    any = true;
    fmt::print("  {} ({}, {}): {}\n", mutant.name, model::name_of(mutant.role),
               model::name_of(mutant.cause), mutant.title);
  }
  if (!any) fmt::print("  none\n");
  for (const load::Exclusion& exclusion : ground.protocol.exclusions) {
    if (exclusion.requirement == requirement) fmt::print("  Excluded: {}\n", exclusion.reason);
  }
}

void explain_requirement(const Ground& ground, const model::Requirement& requirement) {
  const char* binds = requirement.binds_server && requirement.binds_client ? "servers and clients"
                      : requirement.binds_server                           ? "servers"
                                                                           : "clients";
  fmt::print("{} ({}, binds {})\n  {}\n", requirement.id, model::name_of(requirement.level), binds,
             requirement.text);
  const std::vector<std::string> reasons = reasons_of(ground, requirement.id);
  if (!reasons.empty()) fmt::print("\nWhy it matters:\n");
  for (const std::string& reason : reasons) fmt::print("  - {}\n", reason);
  explain_scenarios(ground, requirement.id);
  explain_mutants(ground, requirement.id);
}

void explain_scenario(const Ground& ground, const model::Scenario& scenario) {
  fmt::print("{} ({})\n  {}\n", scenario.id, model::name_of(scenario.role), scenario.title);
  if (!scenario.why.empty()) fmt::print("  Why: {}\n", scenario.why);
  fmt::print("  File: {}\n", scenario.file);
  if (scenario.since > 1) fmt::print("  Scores from revision {} on.\n", scenario.since);
  if (scenario.disputed) {
    fmt::print("  Disputed: {} ({})\n", scenario.disputed->claim, scenario.disputed->link);
  }
  fmt::print("\n");
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

int print_ledgers(const std::vector<Ground>& grounds) {
  bool gaps = false;
  for (const Ground& ground : grounds) {
    const auto mutants = load_protocol_mutants(ground);
    const RequirementLedger ledger = make_requirement_ledger(ground, mutants);
    fmt::print("{}{}", &ground == &grounds.front() ? "" : "\n",
               render_requirement_ledger(ground, ledger, mutants.has_value()));
    for (const std::string& gap : ledger.gaps) fmt::print(stderr, "{}\n", gap);
    gaps = gaps || !ledger.gaps.empty();
  }
  return gaps ? status_gaps : status_good;
}

nlohmann::json description_of(const Ground& ground, const model::Scenario& scenario) {
  return {{"id", scenario.id},
          {"role", model::name_of(scenario.role)},
          {"requirement", scenario.requirement},
          {"level", level_of(ground, scenario.requirement)},
          {"title", scenario.title},
          {"since", scenario.since},
          {"digest", scenario.digest},
          {"file", scenario.file}};
}

enum class FileForm { scenarios, subject, mutants, baseline };

FileForm form_of(const std::string& file) {
  if (!std::filesystem::is_regular_file(file)) return FileForm::scenarios;
  std::ifstream stream(file);
  const nlohmann::json value = nlohmann::json::parse(stream, nullptr, false, true);
  if (!value.is_object() || value.contains("steps") || value.contains("runs")) {
    return FileForm::scenarios;
  }
  if (value.contains("mutants")) return FileForm::mutants;
  if (value.contains("entries")) return FileForm::baseline;
  const bool subject =
      value.contains("server") || value.contains("client") || value.contains("protocol");
  return subject ? FileForm::subject : FileForm::scenarios;
}

void check_scenarios(const std::string& name, const std::string& protocol_file) {
  check_patterns(load::load_scenarios({name}, load::load_protocol(protocol_file)));
}

// A directory with folders of several protocols is that of each of them.
void check_scenario_path(const std::string& name, const std::string& scenarios) {
  const bool directory = std::filesystem::is_directory(name);
  const auto protocols = directory ? protocols_in(name) : std::vector<std::string>();
  for (const std::string& file : protocols) check_scenarios(name, file);
  if (protocols.empty()) check_scenarios(name, find_protocol_of_file(name, scenarios));
}

// Throws LoadError or UsageError.
void check_file(const std::string& name, const std::string& scenarios) {
  switch (form_of(name)) {
    case FileForm::subject:
      (void)load_subjects({name});
      break;
    case FileForm::mutants:
      (void)load_mutant_table(
          name,
          load::load_protocol(find_protocol(scenarios, protocol_of_mutants(name))).requirements);
      break;
    case FileForm::baseline:
      (void)load::load_baseline(name);
      break;
    case FileForm::scenarios:
      check_scenario_path(name, scenarios);
      break;
  }
}

}  // namespace

int list_scenarios(const ListArguments& arguments) {
  const std::vector<Ground> grounds = load_grounds(arguments.scenarios, arguments.protocol);
  if (arguments.ledger) return print_ledgers(grounds);
  check_selectors(grounds, arguments.selectors);
  nlohmann::json all = nlohmann::json::array();
  for (const Ground& ground : grounds) {
    for (const model::Scenario* scenario : selected(ground, arguments.selectors)) {
      if (arguments.json) {
        all.push_back(description_of(ground, *scenario));
      } else {
        fmt::print("{:<60} {:<6} {:<7} {:<6} {}\n", scenario->id, model::name_of(scenario->role),
                   scenario->requirement, level_of(ground, scenario->requirement), scenario->title);
      }
    }
  }
  if (arguments.json) fmt::print("{}\n", all.dump(2));
  return status_good;
}

int check_files(const std::vector<std::string>& names, const std::string& scenarios) {
  (void)protocol_files(scenarios);
  bool good = true;
  for (const std::string& name : names) {
    try {
      check_file(name, scenarios);
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
  std::vector<std::string> known;
  const std::string scenario_id = id.substr(0, id.find('#'));
  for (const std::string& file : protocol_files(scenarios)) {
    const Ground ground = load_ground(scenarios, file);
    if (const auto* requirement = find_requirement(ground, id)) {
      explain_requirement(ground, *requirement);
      return status_good;
    }
    for (const model::Scenario& scenario : ground.scenarios) {
      if (scenario.id != scenario_id) continue;
      explain_scenario(ground, scenario);
      return status_good;
    }
    for (const auto& requirement : ground.protocol.requirements) known.push_back(requirement.id);
    for (const auto& scenario : ground.scenarios) known.push_back(scenario.id);
  }
  throw UsageError("there is no scenario or clause \"" + id + "\"" +
                   model::did_you_mean(id, known));
}

}  // namespace wiretrial::cli
