#include "cli/proof_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "cli/commands.hpp"
#include "cli/performance.hpp"
#include "harness/model/hash.hpp"
#include "harness/model/kill_matrix_json.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

std::string file_text(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool is_file(const files::path& path) {
  std::error_code ignored;
  return files::is_regular_file(path, ignored);
}

// Where the search path has a program's name, or nothing.
files::path in_search_path(const std::string& name) {
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  const char* value = std::getenv("PATH");
  std::string rest = value == nullptr ? "/usr/bin:/bin" : value;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const files::path path = files::path(rest.substr(0, colon)) / name;
    if (is_file(path)) return path;
    rest.erase(0, colon == std::string::npos ? colon : colon + 1);
  }
  return {};
}

// A script is made of the files of its language beside and below it.
void add_with_neighbours(const files::path& path, std::set<files::path>& found) {
  found.insert(path);
  if (!path.has_extension()) return;
  std::error_code error;
  for (auto at = files::recursive_directory_iterator(path.parent_path(), error);
       !error && at != files::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().extension() == path.extension() && is_file(at->path())) found.insert(at->path());
  }
}

void add_files(const std::vector<std::string>& command, const std::string& folder,
               std::set<files::path>& found) {
  for (std::size_t i = 0; i < command.size(); ++i) {
    const bool searched = i == 0 && command[i].find('/') == std::string::npos;
    const files::path path =
        searched ? in_search_path(command[i]) : files::path(folder) / command[i];
    if (is_file(path)) add_with_neighbours(path.lexically_normal(), found);
  }
}

std::string described(const model::Subject& subject) {
  std::string text = subject.name + "\n" + subject.protocol + "\n";
  const auto add = [&text](const std::string& word) { text += word + "\x1f"; };
  for (const std::string& word : subject.supports) add(word);
  for (const auto& [name, value] : subject.limits) add(name + "=" + std::to_string(value));
  if (subject.server) {
    add("server " + subject.server->address);
    for (const std::string& word : subject.server->command) add(word);
  }
  if (subject.client) {
    add("client " + subject.client->opaque_as);
    add(subject.client->success_pattern);
    add(subject.client->failure_pattern);
    for (const std::string& word : subject.client->command) add(word);
  }
  return text;
}

}  // namespace

std::string proof_identity(const std::vector<model::Subject>& subjects,
                           const std::string& circumstances) {
  std::set<files::path> found{own_path()};
  model::Hash128 hash;
  hash.add(circumstances + "\n");
  for (const model::Subject& subject : subjects) {
    hash.add(described(subject));
    if (subject.server) {
      add_files(subject.server->command, subject.server->working_directory, found);
    }
    if (subject.client) {
      add_files(subject.client->command, subject.client->working_directory, found);
    }
  }
  for (const files::path& path : found) {
    const std::string text = file_text(path);
    // The sizes keep a name and a text from running into each other.
    hash.add("\n" + path.filename().string() + "\n" + std::to_string(text.size()) + "\n");
    hash.add(text);
  }
  return hash.hexadecimal();
}

files::path result_file(const files::path& out, const model::SpecimenResult& specimen) {
  std::string name(model::name_of(specimen.kind));
  if (specimen.kind != model::SpecimenKind::subject) {
    name += "-" + std::string(model::name_of(specimen.role));
  }
  return out / "specimens" / (name + "-" + specimen.name + ".json");
}

std::vector<model::ScenarioResult> kept_results(const files::path& file,
                                                const std::string& identity) {
  if (!is_file(file)) return {};
  return model::read_results(file_text(file), identity)
      .value_or(std::vector<model::ScenarioResult>());
}

void keep_text(const files::path& file, const std::string& text) {
  std::error_code error;
  files::create_directories(file.parent_path(), error);
  const files::path unfinished = file.string() + ".unfinished";
  std::ofstream stream(unfinished, std::ios::binary);
  stream << text;
  stream.close();
  if (stream) files::rename(unfinished, file, error);
  if (!stream || error) throw FileError(file.string() + ": cannot be written");
}

}  // namespace wiretrial::cli
