#include "harness/load/scenarios.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <future>
#include <map>
#include <optional>
#include <thread>
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

// What a file gave.
struct FileContent {
  struct Entry {
    Scenario scenario;
    std::string id_pointer;
  };
  std::vector<Entry> entries;  // those with an id, in the order of the file
  Problems problems;
};

// Whether the steps of the scenario were read.
bool add(const Place& place, const Protocol& protocol, const Wanted& wanted, FileContent& content) {
  Scenario scenario = read_scenario(place, protocol, wanted);
  const bool whole = !scenario.head_only;
  if (!scenario.id.empty())
    content.entries.push_back({std::move(scenario), place.pointer() + "/id"});
  return whole;
}

// The same of any scenario in the file.
bool add_all(const JsonFile& json, const Protocol& protocol, const Wanted& wanted,
             FileContent& content) {
  const Place top(json, content.problems);
  if (!top.value().is_array()) return add(top, protocol, wanted, content);
  bool any_whole = false;
  for (const Place& item : top.items())
    any_whole = add(item, protocol, wanted, content) || any_whole;
  return any_whole;
}

FileContent read_scenario_file(const std::string& file, const Protocol& protocol,
                               const Wanted& wanted) {
  FileContent content;
  const std::optional<JsonFile> json = read_json(file, "scenario file", content.problems);
  if (!json) return content;
  const bool any_whole = add_all(*json, protocol, wanted, content);
  if (any_whole && content.problems.empty())
    check_schema(*json, Schema::scenario, content.problems);
  return content;
}

// Reads the files side by side: nothing takes a run longer before its first trial.
std::vector<FileContent> read_side_by_side(const std::vector<Found>& files,
                                           const Protocol& protocol, const Wanted& wanted) {
  std::vector<FileContent> contents(files.size());
  std::atomic<std::size_t> next{0};
  const auto read_files = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++)
      contents[i] = read_scenario_file(files[i].file, protocol, wanted);
  };
  const std::size_t readers =
      std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), files.size());
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < readers; ++i) others.push_back(std::async(read_files));
  read_files();
  for (std::future<void>& other : others) other.get();
  return contents;
}

// Joins what files gave, in their order; an id must stand once in all of them.
std::vector<Scenario> join(std::vector<FileContent> contents, Problems& problems) {
  std::vector<Scenario> scenarios;
  std::map<std::string, std::string> files_of_ids;
  for (FileContent& content : contents) {
    problems.add(content.problems);
    for (auto& [scenario, id_pointer] : content.entries) {
      const auto [earlier, is_new] = files_of_ids.emplace(scenario.id, scenario.file);
      if (!is_new) {
        problems.add(scenario.file, id_pointer,
                     "the id \"" + scenario.id + "\" stands in " + earlier->second + " already");
      }
      scenarios.push_back(std::move(scenario));
    }
  }
  problems.raise();
  return scenarios;
}

}  // namespace

std::vector<Scenario> load_scenarios(const std::vector<std::string>& paths,
                                     const Protocol& protocol, const Wanted& wanted) {
  Problems problems;
  const std::vector<Found> files = find_files(paths, protocol.file, false, problems);
  return join(read_side_by_side(files, protocol, wanted), problems);
}

std::vector<Scenario> read_scenario_text(const std::string& name, const std::string& text,
                                         const Protocol& protocol) {
  Problems problems;
  std::vector<FileContent> contents(1);
  if (const auto json = parse_json(name, text, problems))
    add_all(*json, protocol, {}, contents.front());
  return join(std::move(contents), problems);
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
