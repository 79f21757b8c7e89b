// docs/FAULTS.md is true: every fault of the catalogue has its row, and the row's step, scenarios
// and tests exist.
#include <algorithm>
#include <filesystem>
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

// The catalogue: every fault that a network, a proxy, a kernel or a packet filter has for a
// program.
const Words catalogue{"W1",  "W2",  "W2b", "W3",  "W4",  "W5",  "W6",  "W7",  "W8",  "W10", "W11",
                      "W12", "W13", "W14", "W15", "W16", "W17", "W18", "W19", "W20", "W30", "W31",
                      "W32", "W33", "W34", "W35", "W36", "W37", "W38", "W39", "W40", "P1",  "P2",
                      "P3",  "P4",  "P5",  "P6",  "P7",  "P8",  "P9",  "S1",  "S2",  "S3",  "S4",
                      "S5",  "S6",  "S7",  "S8",  "S9",  "S10", "N1",  "N2",  "N3",  "N3b", "N4",
                      "N5",  "N6",  "N7",  "N8",  "N9",  "N10", "N11", "N12"};

struct Row {
  std::string id;
  bool done = false;
  Words steps;
  Words scenarios;
  Words tests;
};

// What stands between backticks in a cell.
Words quoted(const std::string& cell) {
  Words parts;
  for (std::size_t open = cell.find('`'); open != std::string::npos;) {
    const std::size_t close = cell.find('`', open + 1);
    if (close == std::string::npos) break;
    parts.push_back(cell.substr(open + 1, close - open - 1));
    open = cell.find('`', close + 1);
  }
  return parts;
}

std::vector<Row> rows_of(const std::string& markdown) {
  std::vector<Row> rows;
  bool done = true;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("## ")) done = line != "## Not done";
    const Words cells = cells_of(line);
    if (cells.size() < 3 || cells[0] == "id" || cells[0].starts_with("-")) continue;
    Row row{cells[0], done, {}, {}, {}};
    if (done) {
      REQUIRE(cells.size() == 5);
      row.steps = quoted(cells[2]);
      row.scenarios = quoted(cells[3]);
      row.tests = quoted(cells[4]);
    }
    rows.push_back(row);
  }
  return rows;
}

// Members whose value says which fault it is; of others the value is the scenario's affair.
const std::set<std::string> kinds{"call",  "error", "icmp",   "limit",  "listen",
                                  "proxy", "route", "signal", "packets"};
// Members that a sweep fills in.
const std::set<std::string> places{"at", "segments", "stop_at"};

bool is_like(const Json& example, const Json& value) {
  if (!example.is_object() || !value.is_object()) return example.is_object() == value.is_object();
  return std::all_of(example.items().begin(), example.items().end(), [&](const auto& item) {
    if (!value.contains(item.key())) return places.contains(item.key());
    const Json& other = value.at(item.key());
    return kinds.contains(item.key()) ? item.value() == other : is_like(item.value(), other);
  });
}

// Whether a step like the example stands anywhere in the scenario.
bool uses(const Json& scenario, const Json& example) {
  if (scenario.is_object() && is_like(example, scenario)) return true;
  return scenario.is_structured() &&
         std::any_of(scenario.begin(), scenario.end(),
                     [&](const Json& part) { return uses(part, example); });
}

std::map<std::string, Json> scenarios_by_id() {
  std::map<std::string, Json> scenarios;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source("scenarios/jhmp"))) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.ends_with(".schema.json") || name == "protocol.json") {
      continue;
    }
    Json file = Json::parse(read_file(entry.path().string()), nullptr, true, true);
    if (file.is_object()) file = Json::array({file});
    for (const Json& scenario : file) scenarios[scenario.at("id")] = scenario;
  }
  return scenarios;
}

std::set<std::string> test_names() {
  std::set<std::string> names;
  for (const SourceFile& file : files_below({"impl", "harness", "cli"}, {"_test.cpp"})) {
    std::string text;
    for (const std::string& line : file.lines) text += line + "\n";
    for (std::size_t at = text.find("TEST_CASE("); at != std::string::npos;
         at = text.find("TEST_CASE(", at + 1)) {
      // A long name stands as several literals, one behind another.
      std::string name;
      for (std::size_t next = at + 10; next < text.size() && text[next] != ')' && text[next] != ',';
           ++next) {
        if (text[next] != '"') continue;
        const std::size_t close = text.find('"', next + 1);
        name += text.substr(next + 1, close - next - 1);
        next = close;
      }
      names.insert(name);
    }
  }
  return names;
}

}  // namespace

TEST_CASE("docs/FAULTS.md has each fault of the catalogue, done or with the reason why not") {
  std::set<std::string> done;
  std::set<std::string> not_done;
  for (const Row& row : rows_of(read_file(source("docs/FAULTS.md")))) {
    (row.done ? done : not_done).insert(row.id);
  }
  std::set<std::string> both = done;
  for (const std::string& id : not_done) {
    INFO(id);
    CHECK(both.insert(id).second);
  }
  CHECK(both == std::set<std::string>(catalogue.begin(), catalogue.end()));
}

TEST_CASE(
    "every fault in docs/FAULTS.md has a step that its scenarios use, and a test that exists") {
  const auto scenarios = scenarios_by_id();
  const auto tests = test_names();
  REQUIRE(scenarios.size() > 1000);
  REQUIRE(tests.size() > 100);
  for (const Row& row : rows_of(read_file(source("docs/FAULTS.md")))) {
    if (!row.done) continue;
    INFO(row.id);
    CHECK(!row.steps.empty());
    CHECK(!row.scenarios.empty());
    CHECK(!row.tests.empty());
    for (const std::string& id : row.scenarios) {
      INFO(id);
      CHECK(scenarios.contains(id));
      if (!scenarios.contains(id)) continue;
      const bool used = std::any_of(row.steps.begin(), row.steps.end(), [&](const auto& step) {
        return uses(scenarios.at(id), Json::parse(step));
      });
      CHECK(used);
    }
    for (const std::string& name : row.tests) {
      INFO(name);
      CHECK(tests.contains(name));
    }
  }
}

TEST_CASE("a row whose step stands in no scenario is found") {
  const Json scenario = Json::parse(
      R"({"steps": [{"connect": "b", "times": 3}, {"listen": "full"},
                    {"repeat": 2, "steps": [{"send": "short", "swept": true}]}]})");
  const struct {
    const char* example;
    bool used;
  } rows[] = {
      {R"({"connect": "a"})", true},
      {R"({"connect": "a", "read": false})", false},
      {R"({"listen": "full"})", true},
      {R"({"listen": "refusing"})", false},
      {R"({"send": "opaque", "stop_at": 7})", true},
      {R"({"send": "opaque", "edits": []})", false},
      {R"({"reset": "a"})", false},
  };
  for (const auto& [example, used] : rows) {
    INFO(example);
    CHECK(uses(scenario, Json::parse(example)) == used);
  }
}
