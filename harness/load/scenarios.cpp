#include "harness/load/scenarios.hpp"

#include <algorithm>
#include <array>
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
  static const std::array<std::string_view, 4> others{".schema.json", "subject.json",
                                                      "mutants.json", "baseline.json"};
  const std::string name = path.filename().string();
  const bool other = std::any_of(others.begin(), others.end(),
                                 [&](std::string_view end) { return name.ends_with(end); });
  return name.ends_with(".json") && !other && name != protocol_file_name;
}

bool is_protocol_file(const filesystem::path& path) {
  return path.filename() == protocol_file_name;
}

// Whether the folder is that of a protocol, and of another one than the file describes.
bool is_of_another_protocol(const filesystem::path& folder, const std::string& protocol_file) {
  const filesystem::path own = folder / protocol_file_name;
  std::error_code error;
  return filesystem::exists(own, error) && !filesystem::equivalent(own, protocol_file, error);
}

std::vector<Found> files_below(const std::string& directory, const std::string& protocol_file,
                               bool with_protocol) {
  std::vector<Found> files;
  for (auto entry_at = filesystem::recursive_directory_iterator(directory);
       entry_at != filesystem::recursive_directory_iterator(); ++entry_at) {
    const auto& entry = *entry_at;
    const filesystem::path& path = entry.path();
    if (entry.is_directory() && is_of_another_protocol(path, protocol_file)) {
      entry_at.disable_recursion_pending();
      continue;
    }
    if (!entry.is_regular_file()) continue;
    if (!is_scenario_file(path) && !(with_protocol && is_protocol_file(path))) continue;
    files.push_back({path.string(), path.lexically_relative(directory).generic_string()});
  }
  std::sort(files.begin(), files.end(),
            [](const Found& left, const Found& right) { return left.name < right.name; });
  return files;
}

std::vector<Found> find_files(const std::vector<std::string>& paths,
                              const std::string& protocol_file, bool with_protocol,
                              Problems& problems) {
  std::vector<Found> all;
  for (const std::string& path : paths) {
    if (!filesystem::is_directory(path)) {
      all.push_back({path, filesystem::path(path).filename().string()});
      continue;
    }
    std::vector<Found> files = files_below(path, protocol_file, with_protocol);
    if (files.empty()) problems.add(path, "", "has no scenario files (*.json)");
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

class Collector {
 public:
  Collector(const Protocol& protocol, const Wanted& wanted, Problems& problems)
      : protocol_(protocol), wanted_(wanted), problems_(problems) {}

  void read(const std::string& file) {
    const std::size_t before = problems_.size();
    const std::optional<JsonFile> json = read_json(file, "scenario file", problems_);
    if (!json) return;
    const bool any_wanted = read(*json);
    if (any_wanted && problems_.size() == before) check_schema(*json, Schema::scenario, problems_);
  }

  // Returns whether the steps of any scenario in it were read.
  bool read(const JsonFile& json) {
    const Place top(json, problems_);
    if (!top.value().is_array()) return add(top);
    bool any_wanted = false;
    for (const Place& item : top.items()) any_wanted = add(item) || any_wanted;
    return any_wanted;
  }

  std::vector<Scenario> finish() { return std::move(scenarios_); }

 private:
  bool add(const Place& place) {
    Scenario scenario = read_scenario(place, protocol_, wanted_);
    const bool wanted = !scenario.head_only;
    if (scenario.id.empty()) return wanted;
    const auto [earlier, is_new] = files_of_ids_.emplace(scenario.id, scenario.file);
    if (!is_new) {
      place["id"].report("the id \"" + scenario.id + "\" stands in " + earlier->second +
                         " already");
    }
    scenarios_.push_back(std::move(scenario));
    return wanted;
  }

  const Protocol& protocol_;
  const Wanted& wanted_;
  Problems& problems_;
  std::map<std::string, std::string> files_of_ids_;
  std::vector<Scenario> scenarios_;
};

}  // namespace

std::vector<Scenario> load_scenarios(const std::vector<std::string>& paths,
                                     const Protocol& protocol, const Wanted& wanted) {
  Problems problems;
  Collector collector(protocol, wanted, problems);
  for (const Found& found : find_files(paths, protocol.file, false, problems))
    collector.read(found.file);
  problems.raise();
  return collector.finish();
}

std::vector<Scenario> read_scenario_text(const std::string& name, const std::string& text,
                                         const Protocol& protocol) {
  Problems problems;
  const Wanted all;
  Collector collector(protocol, all, problems);
  if (const auto json = parse_json(name, text, problems)) collector.read(*json);
  problems.raise();
  return collector.finish();
}

std::string scenario_set_hash(const std::vector<std::string>& paths,
                              const std::string& protocol_file) {
  Problems problems;
  model::Hash128 hash;
  for (const Found& found : find_files(paths, protocol_file, true, problems)) {
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
