// Who includes whom, compared with the table of ARCHITECTURE.md.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "cli/tests/sources.hpp"

namespace wiretrial::tests {

namespace {

// How the headers of a library begin, and its name in the table.
constexpr std::array<std::pair<const char*, const char*>, 37> libraries{{
    {"nlohmann/", "nlohmann/json"},
    {"boost/asio", "Boost.Asio"},
    {"boost/process/", "Boost.Process"},
    // Boost.Process 1.81 uses these two without including them.
    {"boost/optional.hpp", "Boost.Process"},
    {"boost/type_traits.hpp", "Boost.Process"},
    {"CLI/", "CLI11"},
    {"fmt/", "fmt"},
    {"pugixml.hpp", "pugixml"},
    {"valijson/", "valijson"},
    {"pcre2.h", "PCRE2"},
    {"xxhash.h", "xxHash"},
    {"zlib.h", "zlib"},
    {"boost/archive/", "Boost.Serialization"},
    {"benchmark/", "Google Benchmark"},
    {"catch2/", "Catch2"},
    {"iconv.h", "iconv"},
    {"sys/", "POSIX"},
    {"linux/", "POSIX"},
    {"netinet/", "POSIX"},
    {"net/", "POSIX"},
    {"arpa/", "POSIX"},
    {"unistd.h", "POSIX"},
    {"malloc.h", "POSIX"},
    {"sched.h", "POSIX"},
    {"semaphore.h", "POSIX"},
    {"fcntl.h", "POSIX"},
    {"dirent.h", "POSIX"},
    {"poll.h", "POSIX"},
    {"spawn.h", "POSIX"},
    {"signal.h", "POSIX"},
    {"elf.h", "POSIX"},
    {"dlfcn.h", "POSIX"},
    {"pthread.h", "POSIX"},
    {"netdb.h", "POSIX"},
    {"tins/", "libtins"},
    {"emmintrin.h", "SSE2"},
    {"simdjson.h", "simdjson"},
}};

// What a test may include besides.
const std::set<std::string> test_libraries{"Catch2", "POSIX", "nlohmann/json", "valijson",
                                           "libtins"};

struct Include {
  std::string name;
  bool quoted = false;
};

std::optional<Include> include_of(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(' ');
  if (hash == std::string::npos || line.compare(hash, 8, "#include") != 0) return std::nullopt;
  const std::size_t open = line.find_first_of("\"<");
  if (open == std::string::npos) return std::nullopt;
  const bool quoted = line[open] == '"';
  const std::size_t close = line.find(quoted ? '"' : '>', open + 1);
  return Include{line.substr(open + 1, close - open - 1), quoted};
}

// Tests, and headers that nobody but tests includes.
std::set<std::string> test_files(const std::vector<SourceFile>& sources) {
  std::map<std::string, std::set<std::string>> includers;
  std::set<std::string> tests;
  for (const SourceFile& file : sources) {
    if (file.is_test()) tests.insert(file.path);
    for (const std::string& line : file.lines) {
      const auto include = include_of(line);
      if (include && include->quoted) includers[include->name].insert(file.path);
    }
  }
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [header, users] : includers) {
      const bool only_tests = std::includes(tests.begin(), tests.end(), users.begin(), users.end());
      if (only_tests) grown = tests.insert(header).second || grown;
    }
  }
  return tests;
}

// Why this include is wrong; empty when it is right.
std::string fault(const IncludeTable& table, const std::string& row, const Include& include,
                  bool test) {
  const std::string library = include.name == "catch.hpp" ? "Catch2"
                              : include.quoted            ? ""
                                                          : library_of(include.name);
  if (library == "?") return "<" + include.name + "> belongs to no library that is known";
  if (!library.empty()) {
    const bool allowed =
        table.at(row).libraries.contains(library) || (test && test_libraries.contains(library));
    return allowed ? "" : row + " may not include " + library;
  }
  if (!include.quoted || include.name == "catch.hpp") return "";
  const std::string other = row_of(table, include.name);
  if (other.empty()) return "\"" + include.name + "\" lies in no folder of the table";
  return other == row || table.at(row).folders.contains(other) ? ""
                                                               : row + " may not include " + other;
}

}  // namespace

std::string library_of(const std::string& header) {
  for (const auto& [begin, name] : libraries) {
    if (header.starts_with(begin)) return name;
  }
  const bool standard =
      header.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return standard ? "" : "?";
}

std::string row_of(const IncludeTable& table, const std::string& path) {
  std::string best;
  for (const auto& [folder, row] : table) {
    if (path.starts_with(folder + "/") && folder.size() > best.size()) best = folder;
  }
  return best;
}

std::vector<std::string> wrong_includes(
    const IncludeTable& table, const std::vector<SourceFile>& sources,
    std::map<std::string, std::set<std::string>>& libraries_used) {
  std::vector<std::string> wrong;
  const std::set<std::string> tests = test_files(sources);
  for (const SourceFile& file : sources) {
    const std::string row = row_of(table, file.path);
    if (row.empty()) wrong.push_back(file.path + ": lies in no folder of the table");
    for (std::size_t i = 0; !row.empty() && i < file.lines.size(); ++i) {
      const auto include = include_of(file.lines[i]);
      if (!include) continue;
      const bool test = tests.contains(file.path);
      const std::string reason = fault(table, row, *include, test);
      if (!reason.empty()) wrong.push_back(file.path + ":" + std::to_string(i + 1) + ": " + reason);
      if (!include->quoted && !test) libraries_used[row].insert(library_of(include->name));
    }
  }
  return wrong;
}

}  // namespace wiretrial::tests
