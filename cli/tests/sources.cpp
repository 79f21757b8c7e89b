#include "cli/tests/sources.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "cli/tests/program.hpp"

namespace wiretrial::tests {

namespace files = std::filesystem;

namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::set<std::string> names_in(const std::string& cell) {
  std::set<std::string> names;
  std::stringstream stream(cell);
  for (std::string name; std::getline(stream, name, ',');) {
    if (trimmed(name) != "-") names.insert(trimmed(name));
  }
  return names;
}

bool ends_in_one_of(const std::string& path, const std::vector<std::string>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& ending) { return path.ends_with(ending); });
}

}  // namespace

bool SourceFile::is_test() const {
  return path.ends_with("_test.cpp") || path.find("/tests/") != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  if (!line.starts_with("| ")) return cells;
  std::stringstream stream(line.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(trimmed(cell));
  return cells;
}

std::vector<SourceFile> files_below(const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings) {
  std::vector<SourceFile> found;
  for (const std::string& folder : folders) {
    for (const auto& entry : files::recursive_directory_iterator(source(folder))) {
      const std::string path = files::relative(entry.path(), source("")).string();
      if (!entry.is_regular_file() || !ends_in_one_of(path, endings)) continue;
      found.push_back({path, lines_of(read_file(entry.path().string()))});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const auto& left, const auto& right) { return left.path < right.path; });
  return found;
}

std::string code_of(const std::string& line) {
  std::string code;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote != '\0') {
      if (line[i] == '\\') ++i;
      if (i < line.size() && line[i] == quote) quote = '\0';
      continue;
    }
    if (line.compare(i, 2, "//") == 0) break;
    // An apostrophe behind a digit separates digits.
    const bool separator = line[i] == '\'' && i > 0 && std::isalnum(line[i - 1]) != 0;
    if (line[i] == '"' || (line[i] == '\'' && !separator)) quote = line[i];
    code += line[i];
  }
  return code;
}

IncludeTable parse_include_table(const std::string& markdown) {
  IncludeTable table;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("## ")) inside = line == "## Who may include whom";
    const std::vector<std::string> cells = inside ? cells_of(line) : std::vector<std::string>();
    if (cells.size() != 3 || cells[0] == "folder") continue;
    table[cells[0]] = {names_in(cells[1]), names_in(cells[2])};
  }
  return table;
}

}  // namespace wiretrial::tests
