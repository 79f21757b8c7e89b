// `wiretrial init`: what it writes is a description that is good, and programs that conform.
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

namespace files = std::filesystem;
using Words = std::vector<std::string>;

// The suite against programs that take a while to start, on a machine that is busy.
constexpr std::chrono::seconds suite_limit{1100};
constexpr std::chrono::seconds build_limit{300};

const Words languages{"python", "node", "cpp", "go", "rust", "java", "other"};

Finished init(const Folder& folder, Words arguments) {
  arguments.insert(arguments.begin(), "init");
  return wiretrial::tests::wiretrial(arguments, folder.path());
}

void write_program(const Folder& folder, const std::string& name) {
  folder.write(name, "#!/bin/sh\n");
  files::permissions(folder.path(name), files::perms::owner_all);
}

// The last line, which is the next command to run, as words.
Words next_command(const Finished& finished) {
  const std::string& text = finished.output;
  const std::size_t line = text.rfind('\n', text.size() - 2) + 1;
  REQUIRE_THAT(text.substr(line), Catch::Matchers::StartsWith("  wiretrial run "));
  return words_of(text.substr(line + 2, text.size() - line - 3));
}

// Writes the skeleton, builds it when it is to be built, and runs what `init` says comes next, for
// every MUST. ctest shows a test that says "skipped: " as skipped.
void try_skeleton(const std::string& language, const std::string& toolchain, bool built) {
  if (!is_installed(toolchain)) {
    WARN("skipped: " << toolchain << " is not installed");
    return;
  }
  const Folder folder;
  const Finished written = init(folder, {language, "--skeleton", "--dir", "mine"});
  INFO(written.error);
  REQUIRE(written.status == 0);
  if (built) {
    CHECK_THAT(written.output, Contains("\n  make -C mine\n"));
    const Finished make = Program({"make", "-C", "mine"}, folder.path()).wait(build_limit);
    INFO(make.error);
    REQUIRE(make.status == 0);
  }
  CHECK(wiretrial::tests::wiretrial({"check", "mine/subject.json"}, folder.path()).output ==
        "mine/subject.json: good\n");
  Words words = next_command(written);
  words[0] = ::wiretrial::tests::built("wiretrial");
  words.insert(words.end(), {"level:MUST", "--sweep=sampled", "--seed=1"});
  const Finished finished = Program(words, folder.path()).wait(suite_limit);
  INFO(finished.output);
  CHECK(finished.status == 0);
  const Json record = Json::parse(read_file(folder.path("out/record.json")));
  std::size_t passed = 0;
  for (const Json& trial : record.at("trials")) passed += trial.at("outcome") == "pass" ? 1 : 0;
  CHECK(passed > 800);
}

}  // namespace

TEST_CASE("the description for each language is good as soon as the programs are there") {
  for (const std::string& language : languages) {
    INFO(language);
    const Folder folder;
    const Finished written = init(folder, {language, "--name", "my\"server"});
    CHECK(written.status == 0);
    CHECK_THAT(written.output, Contains("subject.json: written\n"));
    CHECK_THAT(written.output, Contains("\n  wiretrial check subject.json\n"));
    CHECK(next_command(written) == Words{"wiretrial", "run", "--subject", "subject.json"});
    write_program(folder, "server");
    write_program(folder, "client");
    if (language == "java" && !is_installed("java")) continue;
    if (language == "node" && !is_installed("node")) continue;
    const Finished check = wiretrial::tests::wiretrial({"check", "subject.json"}, folder.path());
    CHECK(check.error.empty());
    CHECK(check.output == "subject.json: good\n");
    CHECK_THAT(read_file(folder.path("subject.json")), Contains("\"name\": \"my\\\"server\""));
  }
}

TEST_CASE("a subject is called like its folder, which is made") {
  const Folder folder;
  CHECK(init(folder, {"python", "--dir", "deep/my-server/"}).status == 0);
  CHECK_THAT(read_file(folder.path("deep/my-server/subject.json")),
             Contains("\"name\": \"my-server\""));
  CHECK(init(folder, {"python", "--dir", "my # server"}).status == 0);
  const std::string file = folder.path("my # server/subject.json");
  CHECK_THAT(read_file(file), Contains("\"name\": \"my---server\""));
  CHECK(wiretrial::tests::wiretrial({"check", file}).status == 0);
  CHECK(init(folder, {"python", "--force", "--name", "a b"}).error ==
        "wiretrial: --name \"a b\": a name has no white space and none of @ # /\n");
}

TEST_CASE("an unknown language is named with the likeliest one and all others") {
  const Folder folder;
  const Finished unknown = init(folder, {"pyhton"});
  CHECK(unknown.status == 2);
  CHECK(unknown.error ==
        "wiretrial: unknown language \"pyhton\", did you mean \"python\"? There are python, node, "
        "cpp, go, rust, java, other\n");
  CHECK_THAT(init(folder, {"brainfuck"}).error,
             Contains("unknown language \"brainfuck\". There are python,"));
}

TEST_CASE("where there is no skeleton nothing is written, and the way out is named") {
  for (const std::string language : {"java", "other"}) {
    const Folder folder;
    const Finished none = init(folder, {language, "--skeleton"});
    CHECK(none.status == 2);
    CHECK_THAT(none.error, Contains("no skeleton for " + language + "; leave --skeleton out"));
    CHECK(files::is_empty(folder.path()));
  }
}

TEST_CASE("a file that is there is not replaced without being asked to, and no other is written") {
  const Folder folder;
  folder.write("client.py", "mine");
  const Finished refused = init(folder, {"python", "--skeleton"});
  CHECK(refused.status == 2);
  CHECK(refused.error ==
        "client.py: is there already; name another folder with --dir, or replace it with "
        "--force\n");
  CHECK(read_file(folder.path("client.py")) == "mine");
  CHECK_FALSE(files::exists(folder.path("subject.json")));
  CHECK(init(folder, {"python", "--skeleton", "--force"}).status == 0);
  CHECK_THAT(read_file(folder.path("client.py")), Contains("A JHMP/1 client"));
}

TEST_CASE("a folder that cannot be made is named") {
  const Folder folder;
  folder.write("file", "");
  const Finished refused = init(folder, {"python", "--dir", "file/below"});
  CHECK(refused.status == 2);
  CHECK_THAT(refused.error, Contains("file/below: "));
}

// Each of these is a test of its own for ctest.

TEST_CASE("the skeleton in Python meets every MUST", "[.python]") {
  try_skeleton("python", "python3", false);
}

TEST_CASE("the skeleton in JavaScript meets every MUST", "[.node]") {
  try_skeleton("node", "node", false);
}

TEST_CASE("the skeleton in C++ meets every MUST", "[.cpp]") {
  try_skeleton("cpp", "make", true);
}

TEST_CASE("the skeleton in Go meets every MUST", "[.go]") {
  try_skeleton("go", "go", true);
}

TEST_CASE("the skeleton in Rust meets every MUST", "[.rust]") {
  try_skeleton("rust", "rustc", true);
}
