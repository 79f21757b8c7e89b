// The rules of the house, for every source and document.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t longest_file_lines = 500;

const Words folders{"impl", "harness", "reports", "cli", "fuzz", "bench"};

IncludeTable include_table() {
  return parse_include_table(read_file(source("ARCHITECTURE.md")));
}

// A call that a reviewer would not let through, and what to use.
struct Ban {
  std::string call;
  std::string instead;
};

const Ban bans[] = {
    {"sleep_for", "wait for an event, with a deadline"},
    {"sleep_until", "wait for an event, with a deadline"},
    {"usleep", "wait for an event, with a deadline"},
    {"nanosleep", "wait for an event, with a deadline"},
    {"sleep", "wait for an event, with a deadline"},
    {"rand", "model::Random, which the seed decides"},
    {"srand", "model::Random, which the seed decides"},
    {"random_device", "model::Random, which the seed decides"},
    {"regex", "judge::Pattern: std::regex overflows the stack"},
    {"system", "exec::Child: no shell"},
    {"popen", "exec::Child: no shell"},
    {"strtok", "string_view: strtok keeps a state"},
    {"gmtime", "no report depends on the time of day"},
};

// Where a banned call is right, as "path call" -> why.
const std::map<std::string, std::string> excused{
    {"harness/exec/machine.cpp sleep_for",
     "the drain barrier asks the kernel again; what it answers decides, or the deadline"},
    {"harness/exec/machine_process.cpp sleep_for",
     "readiness asks the kernel again for a listening socket; nothing tells of one"},
    {"harness/exec/guard_link_test.cpp usleep",
     "the event loop stands still on purpose; what the kernel says of the process decides"},
    {"harness/exec/kill_tree.cpp sleep_for",
     "the kernel is asked again whether what was killed is gone; a stranger's child is no event"},
    {"harness/exec/guard.cpp usleep",
     "the guard reaps what it adopted; the end of a grandchild is no event for it"},
};

bool is_word_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

bool calls(const std::string& code, const std::string& name) {
  for (std::size_t at = code.find(name); at != std::string::npos; at = code.find(name, at + 1)) {
    const std::size_t behind = at + name.size();
    const bool begins = at == 0 || (!is_word_character(code[at - 1]) && code[at - 1] != '.');
    if (begins && behind < code.size() &&
        std::string("(<{ ").find(code[behind]) != std::string::npos)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("folders include what the table of ARCHITECTURE.md allows and nothing else") {
  std::map<std::string, std::set<std::string>> used;
  CHECK(wrong_includes(include_table(), files_below(folders, {".cpp", ".hpp"}), used) == Words());
}

TEST_CASE("every library in the table of ARCHITECTURE.md is used where it says") {
  std::map<std::string, std::set<std::string>> used;
  const IncludeTable table = include_table();
  CHECK(wrong_includes(table, files_below(folders, {".cpp", ".hpp"}), used) == Words());
  for (const auto& [folder, row] : table) {
    if (!used.contains(folder)) continue;  // a row whose folder does not exist yet keeps its place
    for (const std::string& library : row.libraries) {
      INFO(folder << ": " << library);
      CHECK(used[folder].contains(library));
    }
  }
}

TEST_CASE("the table of ARCHITECTURE.md has no cycle and names no folder that has no row") {
  const IncludeTable table = include_table();
  REQUIRE(table.size() > 10);
  std::set<std::string> under_way;
  const std::function<void(const std::string&)> visit = [&](const std::string& folder) {
    INFO(folder);
    CHECK(table.contains(folder));
    REQUIRE(under_way.insert(folder).second);
    if (table.contains(folder)) {
      for (const std::string& other : table.at(folder).folders) visit(other);
    }
    under_way.erase(folder);
  };
  for (const auto& [folder, row] : table) visit(folder);
}

TEST_CASE("Boost.Process is included by one source file only") {
  Words users;
  for (const SourceFile& file : files_below(folders, {".cpp", ".hpp"})) {
    for (const std::string& line : file.lines) {
      const bool uses = line.starts_with("#include <boost/process");
      if (uses && (users.empty() || users.back() != file.path)) users.push_back(file.path);
    }
  }
  CHECK(users == Words{"harness/exec/child.cpp"});
}

TEST_CASE("an include that the table does not allow is found") {
  const IncludeTable table = parse_include_table(
      "## Who may include whom\n| folder | may include | third party |\n|---|---|---|\n"
      "| a | - | - |\n| b/c | a | fmt |\n## Next\n| d | - | - |\n");
  CHECK(table.size() == 2);
  const struct {
    std::string path;
    std::string line;
    std::string reason;
  } rows[] = {
      {"a/x.cpp", "#include \"b/c/y.hpp\"", "a/x.cpp:1: a may not include b/c"},
      {"a/x.cpp", "#include <fmt/format.h>", "a/x.cpp:1: a may not include fmt"},
      {"a/x.cpp", "#include \"catch.hpp\"", "a/x.cpp:1: a may not include Catch2"},
      {"a/x.cpp", "#include <sys/socket.h>", "a/x.cpp:1: a may not include POSIX"},
      {"a/x.cpp", "#include <wide/open.hpp>",
       "a/x.cpp:1: <wide/open.hpp> belongs to no library that is known"},
      {"a/x.cpp", "#include \"x.hpp\"", "a/x.cpp:1: \"x.hpp\" lies in no folder of the table"},
      {"d/x.cpp", "", "d/x.cpp: lies in no folder of the table"},
      {"a/x_test.cpp", "#include \"catch.hpp\"", ""},
      {"b/c/x.cpp", "#include \"a/x.hpp\"", ""},
      {"b/c/x.cpp", "#include <fmt/format.h>", ""},
      {"a/x.cpp", "#include <vector>", ""},
  };
  for (const auto& row : rows) {
    std::map<std::string, std::set<std::string>> used;
    const Words expected = row.reason.empty() ? Words() : Words{row.reason};
    CHECK(wrong_includes(table, {{row.path, {row.line}}}, used) == expected);
  }
}

TEST_CASE("no file is longer than 500 lines") {
  for (const SourceFile& file :
       files_below({"impl", "harness", "reports", "cli", "cmake", "scenarios", "fuzz", "bench"},
                   {".cpp", ".hpp", ".py", ".cmake", ".sh", ".js", ".json", "CMakeLists.txt"})) {
    if (file.path.ends_with(".schema.json")) continue;  // one document that editors load whole
    INFO(file.path);
    CHECK(file.lines.size() <= longest_file_lines);
  }
}

TEST_CASE("calls that are banned stand only where they are excused") {
  std::set<std::string> seen;
  for (const SourceFile& file : files_below({"impl", "harness"}, {".cpp", ".hpp"})) {
    for (const std::string& line : file.lines) {
      for (const Ban& ban : bans) {
        if (line.starts_with("#include") || !calls(code_of(line), ban.call)) continue;
        const std::string place = file.path + " " + ban.call;
        seen.insert(place);
        INFO(place << ": " << ban.instead);
        CHECK(excused.contains(place));
      }
    }
  }
  for (const auto& [place, reason] : excused) {
    INFO("an excuse for nothing: " << place);
    CHECK(seen.contains(place));
  }
}

TEST_CASE("a banned call is found, and not in words that contain it") {
  CHECK(calls(code_of("  ::usleep(5);"), "usleep"));
  CHECK(calls(code_of("  std::regex pattern;"), "regex"));
  CHECK(calls(code_of("  const int sleeps = rand();"), "rand"));
  CHECK_FALSE(calls(code_of("  brand(1);"), "rand"));
  CHECK_FALSE(calls(code_of("  \"time.sleep(60)\";"), "sleep"));
  CHECK_FALSE(calls(code_of("  // sleep (never)"), "sleep"));
}

TEST_CASE("the steps that do no input and output ask no clock") {
  const Words pure{"impl/wire",     "impl/session",     "impl/app",
                   "harness/model", "harness/protocol", "harness/load",
                   "harness/plan",  "harness/judge",    "reports"};
  for (const SourceFile& file : files_below(pure, {".cpp", ".hpp"})) {
    for (const std::string& line : file.lines) {
      INFO(file.path << ": " << line);
      CHECK((file.is_test() || code_of(line).find("lock::now") == std::string::npos));
    }
  }
}
