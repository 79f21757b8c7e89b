#include "cli/ground.hpp"

#include <algorithm>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/data_place.hpp"
#include "harness/exec/command_check.hpp"
#include "harness/judge/pattern.hpp"
#include "harness/load/json_file.hpp"
#include "harness/load/mutants.hpp"
#include "harness/load/requirements.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/subject.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/plan/selector.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

std::string directory_of(const std::string& scenarios) {
  const std::string directory = scenarios.empty() ? default_scenarios() : scenarios;
  if (!files::is_directory(directory))
    throw FileError(directory + ": no such directory of scenarios");
  return directory;
}

// Of files that name none.
constexpr const char* usual_protocol = "jhmp";
// What a subject says that speaks whatever the scenarios speak.
constexpr const char* any_protocol = "raw";

// A text at the top of a JSON file; what is wrong with it is told when it is read in full.
std::string text_in(const std::string& file, const char* key) {
  load::Problems problems;
  const auto json = load::read_json(file, "JSON file", problems);
  problems.raise();
  const bool there =
      json->value.is_object() && json->value.contains(key) && json->value[key].is_string();
  return there ? json->value[key].get<std::string>() : "";
}

std::string name_in(const std::string& protocol_file) {
  return text_in(protocol_file, "name");
}

std::string list_of(const std::vector<std::string>& protocols) {
  std::string names;
  for (const std::string& file : protocols) names += (names.empty() ? "" : ", ") + name_in(file);
  return names;
}

void check_pattern(const model::Subject& subject, const std::string& pattern, const char* name) {
  if (pattern.empty()) return;
  try {
    const judge::Pattern compiled(pattern);
  } catch (const judge::PatternError& error) {
    throw FileError(subject.file + ": /client/" + name + "/stdout: " + error.what());
  }
}

// Throws FileError, which names the scenario.
void check_pattern(const model::Scenario& scenario, const std::string& pattern) {
  if (pattern.empty()) return;
  try {
    const judge::Pattern compiled(pattern);
  } catch (const judge::PatternError& error) {
    throw FileError(scenario.file + ": " + scenario.id + ": the pattern " + pattern + ": " +
                    error.what());
  }
}

void check_patterns_in(const model::Scenario& scenario, const std::vector<model::Step>& steps) {
  for (const model::Step& step : steps) {
    if (const auto* repeat = std::get_if<model::Repeat>(&step))
      check_patterns_in(scenario, repeat->steps);
    const auto* expect = std::get_if<model::Expect>(&step);
    if (expect == nullptr) continue;
    check_pattern(scenario, expect->expectation.match_bytes.pattern);
    check_pattern(scenario, expect->expectation.program.output);
    check_pattern(scenario, expect->expectation.program.error_output);
  }
}

void check_programs(const model::Subject& subject) {
  const std::string complaint = exec::check_command(subject);
  if (!complaint.empty()) throw FileError(complaint);
  if (!subject.client) return;
  check_pattern(subject, subject.client->success_pattern, "success");
  check_pattern(subject, subject.client->failure_pattern, "failure");
}

}  // namespace

void check_patterns(const std::vector<model::Scenario>& scenarios) {
  for (const model::Scenario& scenario : scenarios) {
    for (const model::Run& run : scenario.runs) check_patterns_in(scenario, run.steps);
  }
}

std::vector<std::string> protocols_in(const std::string& directory) {
  const files::path own = files::path(directory) / load::protocol_file_name;
  if (files::exists(own)) return {own.string()};
  std::vector<std::string> found;
  for (const auto& entry : files::directory_iterator(directory)) {
    const files::path file = entry.path() / load::protocol_file_name;
    if (files::exists(file)) found.push_back(file.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> protocol_files(const std::string& scenarios) {
  const std::string directory = directory_of(scenarios);
  std::vector<std::string> found = protocols_in(directory);
  if (!found.empty()) return found;
  throw FileError(directory + ": has no protocol.json, here or in a folder below; name the " +
                  "directory of scenarios with --scenarios");
}

std::string find_protocol(const std::string& scenarios, const std::string& name) {
  const std::vector<std::string> known = protocol_files(scenarios);
  const files::path directory = directory_of(scenarios);
  const bool own = known.front() == (directory / load::protocol_file_name).string();
  if (name == any_protocol) {
    if (own || known.size() == 1) return known.front();
    throw UsageError("a subject with \"protocol\": \"raw\" speaks what the scenarios speak; name " +
                     std::string("their directory with --scenarios (in ") + directory.string() +
                     " there are " + list_of(known) + ")");
  }
  for (const std::string& file : known) {
    if (name_in(file) == name) return file;
  }
  std::vector<std::string> names;
  for (const std::string& file : known) names.push_back(name_in(file));
  throw UsageError("there are no scenarios of the protocol \"" + name + "\" in " +
                   directory.string() + model::did_you_mean(name, names) + " (there are " +
                   list_of(known) + ")");
}

std::string find_protocol_of_file(const std::string& file, const std::string& scenarios) {
  std::error_code ignored;
  files::path folder = files::absolute(file, ignored);
  if (!files::is_directory(folder, ignored)) folder = folder.parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    if (files::exists(folder / load::protocol_file_name, ignored)) {
      return (folder / load::protocol_file_name).string();
    }
  }
  return find_protocol(scenarios, usual_protocol);
}

Ground load_ground(const std::string& scenarios, const std::string& protocol_file,
                   const std::vector<std::string>& selectors) {
  Ground ground;
  ground.protocol = load::load_protocol(protocol_file);
  const std::vector<std::string> paths{directory_of(scenarios)};
  const std::vector<plan::Selector> parsed = plan::parse_selectors(selectors);
  const auto wanted = [&](const model::Scenario& head) {
    const model::Requirement* requirement =
        load::find_requirement(ground.protocol.requirements, head.requirement);
    return requirement == nullptr || plan::may_fit(parsed, head, requirement->level);
  };
  ground.scenarios = load::load_scenarios(paths, ground.protocol, wanted);
  check_patterns(ground.scenarios);
  ground.scenario_set_hash = load::scenario_set_hash(paths, protocol_file);
  return ground;
}

std::string protocol_of(const std::vector<model::Subject>& subjects) {
  const std::string& protocol = subjects.front().protocol;
  for (const model::Subject& subject : subjects) {
    if (subject.protocol == protocol) continue;
    throw UsageError(subjects.front().name + " speaks " + protocol + " and " + subject.name +
                     " speaks " + subject.protocol +
                     "; put them on trial one after the other (`wiretrial merge` joins records)");
  }
  return protocol;
}

std::string protocol_of_mutants(const std::string& file) {
  const std::string named = text_in(file, "protocol");
  return named.empty() ? usual_protocol : named;
}

std::vector<model::Subject> load_subjects(const std::vector<std::string>& names) {
  std::vector<model::Subject> subjects;
  for (const std::string& name : names) {
    subjects.push_back(load::load_subject(name));
    const model::Subject& subject = subjects.back();
    check_programs(subject);
    for (std::size_t i = 0; i + 1 < subjects.size(); ++i) {
      if (subjects[i].name == subject.name) {
        throw FileError(name + ": there is a subject \"" + subject.name +
                        "\" already; names tell them apart");
      }
    }
  }
  return subjects;
}

model::MutantTable load_mutant_table(const std::string& file,
                                     const std::vector<model::Requirement>& requirements) {
  model::MutantTable table = load::load_mutants(file, requirements);
  for (const model::Specimen& specimen : table.specimens) check_programs(specimen.subject);
  return table;
}

}  // namespace wiretrial::cli
