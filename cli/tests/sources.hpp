// For tests only: the source tree as text, for the tests of the rules of the house.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace wiretrial::tests {

struct SourceFile {
  std::string path;  // from the top of the tree
  std::vector<std::string> lines;

  [[nodiscard]] bool is_test() const;  // x_test.cpp, or in a folder `tests`
};

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

// The cells of a line of a markdown table, without white space; empty when it is none.
[[nodiscard]] std::vector<std::string> cells_of(const std::string& line);

// Every file below these folders whose name ends in one of the endings, by path.
[[nodiscard]] std::vector<SourceFile> files_below(const std::vector<std::string>& folders,
                                                  const std::vector<std::string>& endings);

// The line without what stands in strings and behind `//`.
[[nodiscard]] std::string code_of(const std::string& line);

// The table of ARCHITECTURE.md: folder -> folders and libraries that it may include.
struct IncludeRow {
  std::set<std::string> folders;
  std::set<std::string> libraries;
};
using IncludeTable = std::map<std::string, IncludeRow>;

[[nodiscard]] IncludeTable parse_include_table(const std::string& markdown);

// Includes that the table does not allow, as "path:line: reason"; `libraries_used` gets, for each
// row, the libraries that its files other than tests include.
[[nodiscard]] std::vector<std::string> wrong_includes(
    const IncludeTable& table, const std::vector<SourceFile>& sources,
    std::map<std::string, std::set<std::string>>& libraries_used);

// The row whose folder the path lies in, the longest of several; empty when there is none.
[[nodiscard]] std::string row_of(const IncludeTable& table, const std::string& path);

// The library or group of headers that <header> belongs to: "" for standard C++, "?" when unknown.
[[nodiscard]] std::string library_of(const std::string& header);

}  // namespace wiretrial::tests
