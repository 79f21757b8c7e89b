// What is made of the tree of options: the manual page, and the completion of words in shells.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/sources.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

std::string written(const Folder& folder, const Words& arguments, const std::string& name) {
  const Finished finished = wiretrial::tests::wiretrial(arguments);
  REQUIRE(finished.status == 0);
  return folder.write(name, finished.output);
}

Words sorted_lines(const std::string& text) {
  Words lines = lines_of(text);
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
  std::sort(lines.begin(), lines.end());
  return lines;
}

// What bash offers for the last of these words, in a process of its own.
Words offered_by_bash(const std::string& script, const std::string& words) {
  Program bash({"bash", "--norc", "-c",
                "source " + script + "; COMP_WORDS=(" + words +
                    "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); $(complete -p wiretrial | sed "
                    "'s/.*-F \\([^ ]*\\) .*/\\1/'); printf '%s\\n' \"${COMPREPLY[@]}\""},
               source("scenarios"));
  const Finished finished = bash.wait();
  CHECK(finished.error.empty());
  return sorted_lines(finished.output);
}

const Words roles{"client", "pair", "server"};

}  // namespace

TEST_CASE("the manual page has every command with its options, and man finds nothing wrong") {
  const Folder folder;
  const std::string page = written(folder, {"manual"}, "wiretrial.1");
  const std::string text = read_file(page);
  for (const char* command : {"run", "fuzz", "replay", "merge", "diff", "prove", "init",
                              "completion", "list", "check", "explain", "report", "judge"}) {
    CHECK_THAT(text, Contains("\n.SS " + std::string(command) + "\n"));
    CHECK_THAT(text, Contains("\n\\fBwiretrial " + std::string(command) + "\\fR "));
  }
  CHECK_THAT(text, Contains("\\fB\\-\\-role\\fR \\fIserver|client|pair\\fR\n"));
  CHECK_THAT(text, !Contains(".SS guard") && !Contains(".SS manual"));
  if (is_installed("mandoc")) {
    const Finished lint = Program({"mandoc", "-Tlint", "-W", "warning", page}).wait();
    CHECK(lint.output == "");
    CHECK(lint.status == 0);
  }
  if (is_installed("man")) {
    Program man({"man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", page});
    const Finished shown = man.wait();
    CHECK(shown.error == "");
    CHECK(shown.output.size() > text.size() / 2);
  }
}

TEST_CASE("bash completes commands, options, values and files") {
  if (!is_installed("bash")) return;
  const Folder folder;
  const std::string script = written(folder, {"completion", "bash"}, "wiretrial.bash");
  CHECK(offered_by_bash(script, "wiretrial exp") == Words{"explain"});
  CHECK(offered_by_bash(script, "wiretrial run --rol") == Words{"--role"});
  CHECK(offered_by_bash(script, "wiretrial run --role ''") == roles);
  CHECK(offered_by_bash(script, "wiretrial run --role =") == roles);
  CHECK(offered_by_bash(script, "wiretrial run --role = se") == Words{"server"});
  CHECK(offered_by_bash(script, "wiretrial init py") == Words{"python"});
  CHECK(offered_by_bash(script, "wiretrial init --lang").empty());
  CHECK(offered_by_bash(script, "wiretrial run --subject subj") == Words{"subject.schema.json"});
  CHECK(offered_by_bash(script, "wiretrial check protoc") == Words{"protocol.schema.json"});
  CHECK(offered_by_bash(script, "wiretrial completion ''") == Words{"bash", "fish", "zsh"});
}

TEST_CASE("fish completes commands, options and values") {
  if (!is_installed("fish")) return;
  const Folder folder;
  const std::string script = written(folder, {"completion", "fish"}, "wiretrial.fish");
  const auto offered = [&](const std::string& line) {
    Program fish({"env", "HOME=" + folder.path(), "fish", "-N", "-c",
                  "source " + script + "; complete -C '" + line + "' | cut -f 1"});
    const Finished finished = fish.wait();
    CHECK(finished.error.empty());
    return sorted_lines(finished.output);
  };
  CHECK(offered("wiretrial exp") == Words{"explain"});
  CHECK(offered("wiretrial run --rol") == Words{"--role"});
  CHECK(offered("wiretrial run --role ") == roles);
  CHECK(offered("wiretrial init py") == Words{"python"});
}

TEST_CASE("zsh completes commands, options and values") {
  if (!is_installed("zsh")) return;
  const Folder folder;
  const std::string script = written(folder, {"completion", "zsh"}, "_wiretrial");
  // An interactive zsh at a terminal of its own; what stands behind the tab appears in its line.
  const auto shows = [&](const std::string& typed, const std::string& line) {
    INFO(typed);
    Program zsh({"env", "HOME=" + folder.path(), "TERM=dumb", "zsh", "-f", "-c",
                 "zmodload zsh/zpty; zpty inner zsh -f -i; "
                 "zpty -w inner 'autoload -U compinit; compinit -u -D; source " +
                     script +
                     "; print re''ady'; zpty -r inner seen '*ready*'; zpty -w -n inner $'" + typed +
                     "\\t'; zpty -r inner seen '*" + line +
                     "*' && print -r -- found; zpty -d inner"});
    CHECK_THAT(zsh.wait().output, Contains("found"));
  };
  shows("wiretrial exp", "explain");
  shows("wiretrial run --stri", "--strict");
  shows("wiretrial run --role=se", "--role=server");
  shows("wiretrial init py", "python");
}

TEST_CASE("an unknown shell is named with those that are known") {
  const Finished finished = wiretrial::tests::wiretrial({"completion", "bsh"});
  CHECK(finished.status == 2);
  CHECK(finished.error ==
        "wiretrial: unknown shell \"bsh\", did you mean \"bash\"? There are bash, zsh, fish\n");
}
