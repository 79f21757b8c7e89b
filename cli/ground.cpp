#include "cli/ground.hpp"

#include <array>
#include <filesystem>

#include "cli/commands.hpp"
#include "harness/judge/pattern.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/subject.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

// The protocol's data lies in a folder of its own below the scenarios.
std::string protocol_file(const files::path& scenarios) {
  const std::array<files::path, 2> places{scenarios / "protocol.json",
                                          scenarios / "jhmp" / "protocol.json"};
  for (const files::path& place : places) {
    if (files::exists(place)) return place.string();
  }
  throw FileError(
      scenarios.string() +
      ": has no protocol.json, here or in jhmp/; name the directory of scenarios with --scenarios");
}

void check_pattern(const model::Subject& subject, const std::string& pattern, const char* name) {
  if (pattern.empty()) return;
  try {
    const judge::Pattern compiled(pattern);
  } catch (const judge::PatternError& error) {
    throw FileError(subject.file + ": /client/" + name + "/stdout: " + error.what());
  }
}

}  // namespace

std::string default_scenarios() {
  const files::path built_from = WIRETRIAL_SCENARIOS;
  if (files::exists(built_from)) return built_from.string();
  throw FileError(built_from.string() +
                  ": no such directory; name the directory of scenarios with --scenarios");
}

load::Protocol load_protocol_data(const std::string& scenarios) {
  const std::string directory = scenarios.empty() ? default_scenarios() : scenarios;
  if (!files::is_directory(directory))
    throw FileError(directory + ": no such directory of scenarios");
  return load::load_protocol(protocol_file(directory));
}

Ground load_ground(const std::string& scenarios) {
  const std::string directory = scenarios.empty() ? default_scenarios() : scenarios;
  Ground ground;
  ground.protocol = load_protocol_data(directory);
  const std::vector<std::string> paths{directory};
  ground.scenarios = load::load_scenarios(paths, ground.protocol);
  ground.scenario_set_hash = load::scenario_set_hash(paths);
  return ground;
}

std::vector<model::Subject> load_subjects(const std::vector<std::string>& names) {
  std::vector<model::Subject> subjects;
  for (const std::string& name : names) {
    subjects.push_back(load::load_subject(name));
    const model::Subject& subject = subjects.back();
    const std::string complaint = load::check_command(subject);
    if (!complaint.empty()) throw FileError(complaint);
    if (subject.client) {
      check_pattern(subject, subject.client->success_pattern, "success");
      check_pattern(subject, subject.client->failure_pattern, "failure");
    }
    for (std::size_t i = 0; i + 1 < subjects.size(); ++i) {
      if (subjects[i].name == subject.name) {
        throw FileError(name + ": there is a subject \"" + subject.name +
                        "\" already; names tell them apart");
      }
    }
  }
  return subjects;
}

}  // namespace wiretrial::cli
