#include "harness/load/scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "harness/load/place.hpp"
#include "harness/load/scenario_reader.hpp"
#include "harness/load/schema.hpp"
#include "harness/model/hash.hpp"

namespace wiretrial::load {

namespace {

namespace filesystem = std::filesystem;
using model::Scenario;

struct Found {
  std::string file;
  std::string name;  // below the path that was given
};

bool is_scenario_file(const filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".json") && !name.ends_with(".schema.json") && name != "protocol.json";
}

bool is_protocol_file(const filesystem::path& path) {
  return path.filename() == "protocol.json";
}

std::vector<Found> files_below(const std::string& directory, bool with_protocol) {
  std::vector<Found> files;
  for (const auto& entry : filesystem::recursive_directory_iterator(directory)) {
    const filesystem::path& path = entry.path();
    if (!entry.is_regular_file()) continue;
    if (!is_scenario_file(path) && !(with_protocol && is_protocol_file(path))) continue;
    files.push_back({path.string(), path.lexically_relative(directory).generic_string()});
  }
  std::sort(files.begin(), files.end(),
            [](const Found& left, const Found& right) { return left.name < right.name; });
  return files;
}

std::vector<Found> find_files(const std::vector<std::string>& paths, bool with_protocol,
                              Problems& problems) {
  std::vector<Found> all;
  for (const std::string& path : paths) {
    if (!filesystem::is_directory(path)) {
      all.push_back({path, filesystem::path(path).filename().string()});
      continue;
    }
    std::vector<Found> files = files_below(path, with_protocol);
    if (files.empty()) problems.add(path, "", "has no scenario files (*.json)");
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

class Collector {
 public:
  Collector(const Protocol& protocol, Problems& problems)
      : protocol_(protocol), problems_(problems) {}

  void read(const std::string& file) {
    const std::size_t before = problems_.size();
    const std::optional<JsonFile> json = read_json(file, "scenario file", problems_);
    if (!json) return;
    read(*json);
    if (problems_.size() == before) check_schema(*json, Schema::scenario, problems_);
  }

  void read(const JsonFile& json) {
    const Place top(json, problems_);
    if (top.value().is_array()) {
      for (const Place& item : top.items()) add(item);
    } else {
      add(top);
    }
  }

  std::vector<Scenario> finish() { return std::move(scenarios_); }

 private:
  void add(const Place& place) {
    Scenario scenario = read_scenario(place, protocol_);
    if (scenario.id.empty()) return;
    const auto [earlier, is_new] = files_of_ids_.emplace(scenario.id, scenario.file);
    if (!is_new) {
      place["id"].report("the id \"" + scenario.id + "\" stands in " + earlier->second +
                         " already");
    }
    scenarios_.push_back(std::move(scenario));
  }

  const Protocol& protocol_;
  Problems& problems_;
  std::map<std::string, std::string> files_of_ids_;
  std::vector<Scenario> scenarios_;
};

}  // namespace

std::vector<Scenario> load_scenarios(const std::vector<std::string>& paths,
                                     const Protocol& protocol) {
  Problems problems;
  Collector collector(protocol, problems);
  for (const Found& found : find_files(paths, false, problems)) collector.read(found.file);
  problems.raise();
  return collector.finish();
}

std::vector<Scenario> read_scenario_text(const std::string& name, const std::string& text,
                                         const Protocol& protocol) {
  Problems problems;
  Collector collector(protocol, problems);
  if (const auto json = parse_json(name, text, problems)) collector.read(*json);
  problems.raise();
  return collector.finish();
}

std::string scenario_set_hash(const std::vector<std::string>& paths) {
  Problems problems;
  model::Hash128 hash;
  for (const Found& found : find_files(paths, true, problems)) {
    const std::optional<std::string> text = read_file(found.file, "scenario file", problems);
    if (!text) continue;
    // The sizes keep a name and a text from running into each other.
    hash.add(found.name + "\n" + std::to_string(text->size()) + "\n");
    hash.add(*text);
  }
  problems.raise();
  return hash.hexadecimal();
}

}  // namespace wiretrial::load
