// What README.md shows works as it stands there.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/documents.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/sources.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

const std::string program = "wiretrial";
const std::string built_program = "build/release/bin/wiretrial";

// The promise of the README's heading.
constexpr std::chrono::seconds five_minutes{300};

std::string readme() {
  return read_file(source("README.md"));
}

// What the tutorial writes into my-server.json.
std::string tutorial_description() {
  const std::string script = blocks_in(readme(), "sh");
  const std::size_t from = script.find("{\n");
  return script.substr(from, script.find("END\n", from) - from);
}

// Every command that a document's code blocks show: comments and the dashes of YAML are taken away.
Words commands_in(const std::string& document) {
  Words commands;
  for (const CodeBlock& block : code_blocks(document)) {
    for (std::string line : lines_of(block.text)) {
      if (line.starts_with("- run: ")) line = line.substr(7);
      line = line.substr(0, line.find("   #"));
      if (line.starts_with(built_program)) line = line.substr(built_program.find(program));
      const bool command =
          line.starts_with("./") || line.starts_with(program + " ") || line.starts_with("python3 ");
      if (command) commands.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
    }
  }
  return commands;
}

Words shown_commands() {
  return commands_in(readme());
}

// The file behind ">", which a shell would open; empty when there is none.
std::string taken_redirection(Words& words) {
  const auto arrow = std::find(words.begin(), words.end(), ">");
  if (arrow == words.end() || arrow + 1 == words.end()) return "";
  const std::string file = *(arrow + 1);
  words.erase(arrow, words.end());
  return file;
}

// Whether this run has so many trials that a part of them must do.
bool is_long(const Words& words) {
  const bool whole = words.size() > 2 && words[1] == "run" && words[2].starts_with("--");
  return whole || std::any_of(words.begin(), words.end(), [](const std::string& word) {
           return word.find('*') != std::string::npos;
         });
}

}  // namespace

TEST_CASE("every wiretrial command of the README works with the description of the README") {
  const Folder folder;
  write_app_server(folder);
  folder.write("my-server.json", tutorial_description());
  int run = 0;
  for (const std::string& command : shown_commands()) {
    Words words = words_of(command);
    if (words[0].starts_with("./")) continue;
    if (words[0] != program) {
      Program other(words, folder.path());
      INFO(command);
      CHECK(other.wait().status == 0);
      continue;
    }
    const std::string written = taken_redirection(words);
    if (is_long(words)) words.insert(words.end(), {"--shard=1/60", "--seed=1"});
    words.erase(words.begin());
    for (std::string& word : words) {
      // The README is read at the top.
      if (word.starts_with("scenarios/") || word.starts_with("impl/")) word = source(word);
    }
    const Finished finished = wiretrial::tests::wiretrial(words, folder.path());
    if (!written.empty()) folder.write(written, finished.output);
    INFO(command << "\n" << finished.output << finished.error);
    CHECK(finished.status == 0);
    ++run;
  }
  CHECK(run >= 5);
}

TEST_CASE(
    "the tutorial leads from an empty folder and a small server to a report in five minutes") {
  const Folder folder;
  write_app_server(folder);
  const auto start = std::chrono::steady_clock::now();
  const Finished finished = perform_script(blocks_in(readme(), "sh"), folder, five_minutes);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
  WARN("the tutorial took " << seconds.count() << " s");
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  CHECK_THAT(read_file(folder.path("out/report.html")), Catch::Matchers::Contains("my-server"));
}

namespace {

// Checks each recipe that a document shows; returns how many those are.
int check_recipes(const Words& commands) {
  std::set<std::string> recipes;
  for (const std::string& line : lines_of(read_file(source("Justfile")))) {
    const bool recipe = !line.empty() && line[0] >= 'a' && line[0] <= 'z' &&
                        line.find(':') != std::string::npos && line.find(":=") == std::string::npos;
    if (recipe) recipes.insert(line.substr(0, line.find_first_of(" :")));
  }
  int shown = 0;
  for (const std::string& command : commands) {
    const Words words = words_of(command);
    if (!words[0].starts_with("./")) continue;
    INFO(command);
    CHECK(words[0] == "./justw");
    REQUIRE(words.size() > 1);
    CHECK(recipes.contains(words[1]));
    ++shown;
  }
  return shown;
}

}  // namespace

TEST_CASE("every recipe that a document shows is in the Justfile") {
  CHECK(check_recipes(shown_commands()) >= 5);
  CHECK(check_recipes(commands_in(read_file(source("docs/FUZZING.md")))) == 3);
  CHECK(check_recipes(commands_in(read_file(source("docs/STABILITY.md")))) == 1);
  CHECK(check_recipes(commands_in(read_file(source("docs/PERFORMANCE.md")))) == 1);
}

TEST_CASE("every file that a document links to is there") {
  for (const char* document :
       {"README.md", "ARCHITECTURE.md", "docs/FUZZING.md", "docs/CI.md", "docs/DISPUTES.md",
        "docs/STABILITY.md", "docs/WIRESHARK.md", "docs/OUTCOMES.md",
        "docs/DESCRIBING-A-SUBJECT.md", "docs/WRITING-SCENARIOS.md", "docs/NEW-PROTOCOL.md",
        "scenarios/README.md", "docs/PERFORMANCE.md"}) {
    const std::string text = read_file(source(document));
    const auto folder = std::filesystem::path(source(document)).parent_path();
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      const std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      INFO(document << ": " << target);
      CHECK((target.starts_with("http") || std::filesystem::exists(folder / target)));
    }
  }
}
