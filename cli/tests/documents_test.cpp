// The documents for newcomers: whole, and true. What they show is run.
#include "cli/tests/documents.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"
#include "harness/model/verdict.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

namespace files = std::filesystem;
namespace model = wiretrial::model;

constexpr std::chrono::seconds script_limit{300};

std::string document(const std::string& name) {
  return read_file(source("docs/" + name));
}

// What stands in the first column of its tables, between backticks.
std::set<std::string> rows_in(const std::string& markdown) {
  std::set<std::string> found;
  for (const std::string& line : lines_of(markdown)) {
    const auto cells = cells_of(line);
    if (cells.size() < 2 || !cells[0].starts_with("`")) continue;
    found.insert(cells[0].substr(1, cells[0].size() - 2));
  }
  return found;
}

template <class Enum>
std::set<std::string> names_of_all() {
  std::set<std::string> names;
  for (const auto& [value, name] : model::Names<Enum>::table) {
    if (!name.empty()) names.emplace(name);
  }
  return names;
}

Json subject_schema() {
  return Json::parse(read_file(source("scenarios/subject.schema.json")));
}

// Every property in a schema, however deep.
void collect_keys(const Json& schema, std::set<std::string>& keys) {
  if (!schema.is_structured()) return;
  if (schema.is_object() && schema.contains("properties")) {
    for (const auto& [name, value] : schema.at("properties").items()) keys.insert(name);
  }
  for (const Json& part : schema) collect_keys(part, keys);
}

// {words} of a text.
std::set<std::string> placeholders_in(const std::string& text) {
  std::set<std::string> found;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    if (close != std::string::npos && close > open + 1 && text[close] == '}') {
      found.insert(text.substr(open, close - open + 1));
    }
  }
  return found;
}

// A folder with what the documents take for granted.
void furnish(const Folder& folder) {
  write_app_server(folder);
  folder.write("app-client.py", "");
  folder.write("my-server.json",
               R"({"name": "my-server", "protocol": "jhmp",
                   "server": {"command": ["python3", "app-server.py", "{host}", "{port}"]}})");
  files::copy(source("cli/fixtures/broken"), folder.path(), files::copy_options::recursive);
}

void check_missing(const std::set<std::string>& wanted, const std::set<std::string>& there) {
  for (const std::string& word : wanted) {
    INFO(word);
    CHECK(there.contains(word));
  }
}

}  // namespace

TEST_CASE("every outcome and every cause has its row in docs/OUTCOMES.md, and no other word has") {
  std::set<std::string> words = names_of_all<model::Outcome>();
  words.merge(names_of_all<model::Cause>());
  CHECK(rows_in(document("OUTCOMES.md")) == words);
}

TEST_CASE("every exit status has its row in docs/OUTCOMES.md and in README.md") {
  for (const std::string& text : {document("OUTCOMES.md"), read_file(source("README.md"))}) {
    for (const char* status : {"0", "1", "2", "3", "4", "130"}) {
      CHECK_THAT(text, Contains("\n| " + std::string(status) + " | "));
    }
  }
}

TEST_CASE("every key, placeholder and capability has its row in docs/DESCRIBING-A-SUBJECT.md") {
  const std::set<std::string> rows = rows_in(document("DESCRIBING-A-SUBJECT.md"));
  const Json schema = subject_schema();
  std::set<std::string> keys;
  collect_keys(schema, keys);
  for (const auto& [limit, value] : schema.at("properties").at("limits").at("properties").items()) {
    keys.erase(limit);
    keys.insert("{" + limit + "}");
  }
  REQUIRE(keys.size() > 15);
  check_missing(keys, rows);
  const Json& command =
      schema.at("properties").at("client").at("properties").at("command").at("description");
  REQUIRE(placeholders_in(command).size() > 10);
  check_missing(placeholders_in(command), rows);
  for (const Json& word : schema.at("properties").at("supports").at("items").at("enum")) {
    CHECK(rows.contains(word.get<std::string>()));
  }
}

TEST_CASE("every placeholder of docs/DESCRIBING-A-SUBJECT.md is known") {
  const Folder folder;
  Json subject{{"name", "all"}, {"protocol", "jhmp"}};
  subject["client"]["command"] = {"python3"};
  for (const std::string& name : placeholders_in(document("DESCRIBING-A-SUBJECT.md"))) {
    subject["client"]["command"].push_back(name);
  }
  folder.write("all.json", subject.dump());
  const Finished check = wiretrial::tests::wiretrial({"check", "all.json"}, folder.path());
  CHECK(check.error.empty());
}

TEST_CASE("every description that docs/DESCRIBING-A-SUBJECT.md shows is good") {
  const Folder folder;
  furnish(folder);
  int shown = 0;
  for (const CodeBlock& block : code_blocks(document("DESCRIBING-A-SUBJECT.md"))) {
    if (block.language != "json") continue;
    folder.write("shown.json", block.text);
    const Finished check = wiretrial::tests::wiretrial({"check", "shown.json"}, folder.path());
    INFO(block.text << check.error);
    CHECK(check.output == "shown.json: good\n");
    ++shown;
  }
  CHECK(shown == 3);
}

TEST_CASE("what the documents for newcomers show works, word for word") {
  for (const char* name : {"OUTCOMES.md", "DESCRIBING-A-SUBJECT.md", "WRITING-SCENARIOS.md",
                           "DISPUTES.md", "NEW-PROTOCOL.md", "TROUBLESHOOTING.md"}) {
    const Folder folder;
    furnish(folder);
    const std::string script = blocks_in(document(name), "sh");
    REQUIRE_THAT(script, Contains("wiretrial "));
    const Finished finished = perform_script(script, folder, script_limit);
    INFO(name << "\n" << finished.output << finished.error);
    CHECK(finished.status == 0);
  }
}

TEST_CASE("the scenario of docs/WRITING-SCENARIOS.md finds the mistake that it is after") {
  const Folder folder;
  furnish(folder);
  const Finished finished =
      perform_script(blocks_in(document("WRITING-SCENARIOS.md"), "sh"), folder, script_limit);
  CHECK_THAT(finished.output, Contains("not_rejected") && Contains("found, with status 1\n"));
}

TEST_CASE("how many scenarios and mutants there are is what the documents say") {
  const Json scenarios =
      Json::parse(wiretrial::tests::wiretrial({"list", "--json", "--protocol=jhmp"}).output);
  std::string count = std::to_string(scenarios.size());
  REQUIRE(count.size() == 4);
  count.insert(1, ",");
  const std::string readme = read_file(source("README.md"));
  CHECK_THAT(readme, Contains("has " + count + " scenarios"));
  CHECK_THAT(read_file(source("CHANGELOG.md")), Contains("- " + count + " scenarios;"));
  const Json table =
      Json::parse(read_file(source("impl/mutants/mutants.json")), nullptr, true, true);
  std::size_t mutants = 0;
  for (const Json& mutant : table.at("mutants")) mutants += mutant.at("role") == "both" ? 2 : 1;
  CHECK_THAT(readme, Contains(std::to_string(mutants) + " programs that break one clause each"));
}
