// The package: it needs nothing of a machine but a glibc that is not ancient, and works wherever it
// is unpacked.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

namespace files = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::chrono::seconds package_limit{120};
constexpr std::chrono::seconds bare_root_limit{300};

// The newest version of glibc that a symbol may be of: the one of Ubuntu 22.04.
constexpr int newest_glibc_minor = 35;

// The libraries that are glibc's own.
const std::set<std::string> of_glibc{
    "libc.so.6",  "libm.so.6",      "libdl.so.2",           "libpthread.so.0",
    "librt.so.1", "libresolv.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"};

Finished perform(const Words& words, std::chrono::seconds limit = package_limit) {
  Finished finished = Program(words, source("")).wait(limit);
  INFO(words[0] << ": " << finished.output << finished.error);
  REQUIRE(finished.status == 0);
  return finished;
}

// Makes the package and unpacks it in the folder, under another name than its own.
files::path unpack(const Folder& folder) {
  std::string archive = perform({source("cmake/package.sh"), folder.path()}).output;
  archive.pop_back();
  CHECK(files::path(archive).filename().string().starts_with("wiretrial-"));
  perform({"tar", "-C", folder.path(), "-xzf", archive});
  files::path unpacked = archive.substr(0, archive.find(".tar.gz"));
  REQUIRE(files::is_directory(unpacked));
  files::path moved = folder.path("moved here");
  files::rename(unpacked, moved);
  return moved;
}

std::vector<files::path> elf_files(const files::path& place) {
  std::vector<files::path> found;
  for (const auto& entry : files::recursive_directory_iterator(place)) {
    if (!entry.is_regular_file()) continue;
    if (read_file(entry.path().string())
            .starts_with("\x7f"
                         "ELF"))
      found.push_back(entry.path());
  }
  return found;
}

// What stands behind `begin`, up to `end`, each time that it occurs.
Words all_between(const std::string& text, const std::string& begin, const std::string& end) {
  Words found;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const auto from = at + begin.size();
    found.push_back(text.substr(from, text.find_first_of(end, from) - from));
  }
  return found;
}

Finished run_installed(const files::path& place, Words arguments, const std::string& directory) {
  arguments.insert(arguments.begin(), (place / "bin/wiretrial").string());
  return Program(arguments, directory).wait(package_limit);
}

// Copies the loader, the libraries that the program needs, and what glibc converts encodings with,
// to where it will look for them.
void copy_libraries(const files::path& program, const files::path& root) {
  for (const std::string& line : lines_of(perform({"ldd", program.string()}).output)) {
    const auto slash = line.find('/');
    if (slash == std::string::npos) continue;
    const std::string path = line.substr(slash, line.find(' ', slash) - slash);
    const files::path copy = root / path.substr(1);
    files::create_directories(copy.parent_path());
    files::copy_file(path, copy, files::copy_options::overwrite_existing);
    if (!line.starts_with("\tlibc.so.6 ")) continue;
    const files::path conversions = files::canonical(path).parent_path() / "gconv";
    files::create_directories(root / conversions.relative_path());
    files::copy(conversions, root / conversions.relative_path(), files::copy_options::recursive);
  }
}

}  // namespace

TEST_CASE("every file of the package needs nothing but glibc, 2.35 or older") {
  const Folder folder;
  const files::path place = unpack(folder);
  const auto programs = elf_files(place);
  CHECK(programs.size() == 5);
  for (const files::path& program : programs) {
    INFO(program.filename());
    const std::string dynamic =
        perform({"readelf", "--wide", "--dynamic", program.string()}).output;
    for (const std::string& library : all_between(dynamic, "Shared library: [", "]")) {
      INFO(library);
      CHECK(of_glibc.contains(library));
    }
    CHECK_THAT(dynamic, !Contains("RPATH") && !Contains("RUNPATH"));
    const std::string symbols =
        perform({"readelf", "--wide", "--version-info", program.string()}).output;
    const Words versions = all_between(symbols, "Name: GLIBC_2.", ". \n");
    CHECK_FALSE(versions.empty());
    for (const std::string& minor : versions) CHECK(std::stoi(minor) <= newest_glibc_minor);
    CHECK(all_between(symbols, "Name: GLIBCXX", " \n").empty());
    CHECK(all_between(symbols, "Name: GCC", " \n").empty());
  }
}

TEST_CASE("an installed program finds what came along with it, wherever that was moved to") {
  const Folder folder;
  const files::path place = unpack(folder);
  const Finished list = run_installed(place, {"list", "--json", "requirement:HDR-7"}, "/");
  REQUIRE(list.status == 0);
  for (const Json& scenario : Json::parse(list.output)) {
    CHECK_THAT(std::string(scenario.at("file")),
               Catch::Matchers::StartsWith((place / "share/wiretrial/scenarios").string()));
  }
  CHECK_THAT(run_installed(place, {"explain", "HDR-7"}, "/").output,
             Contains("mutants.json did not come along."));
  for (const char* file :
       {"share/man/man1/wiretrial.1", "share/bash-completion/completions/wiretrial",
        "share/zsh/site-functions/_wiretrial", "share/fish/vendor_completions.d/wiretrial.fish",
        "share/doc/wiretrial/README.md", "share/wiretrial/scenarios/subject.schema.json"}) {
    INFO(file);
    CHECK_FALSE(read_file((place / file).string()).empty());
  }
}

TEST_CASE("the links of the installed documents lead somewhere") {
  const Folder folder;
  const files::path place = unpack(folder) / "share/doc/wiretrial";
  for (const char* document : {"README.md", "docs/OUTCOMES.md", "docs/DESCRIBING-A-SUBJECT.md",
                               "docs/WRITING-SCENARIOS.md", "docs/DISPUTES.md"}) {
    const files::path file = place / document;
    for (const std::string& target : all_between(read_file(file.string()), "](", ")")) {
      // What is about the sources stays with them.
      if (target.starts_with("http") || target == "ARCHITECTURE.md" ||
          target == "impl/mutants/mutants.json")
        continue;
      INFO(document << ": " << target);
      CHECK(files::exists(file.parent_path() / target));
    }
  }
}

TEST_CASE("the package judges its reference where there is nothing but glibc") {
  if (::geteuid() != 0) {
    WARN("skipped: only root may change the root directory");
    return;
  }
  const Folder folder;
  const files::path place = unpack(folder);
  const files::path root = folder.path("root");
  for (const char* name : {"proc", "dev", "tmp", "opt"}) files::create_directories(root / name);
  files::rename(place, root / "opt/wiretrial");
  copy_libraries(root / "opt/wiretrial/bin/wiretrial", root);
  const std::string script =
      "mount -t proc proc '" + root.string() + "/proc' && mount --rbind /dev '" + root.string() +
      "/dev' && exec chroot '" + root.string() +
      "' /opt/wiretrial/bin/wiretrial run 'jhmp/application/*' 'jhmp/header/length-*' "
      "jhmp/robustness/accept-econnaborted --seed 1 --out /tmp/out --subject "
      "/opt/wiretrial/share/wiretrial/reference/subject.json";
  const Words isolated{"unshare", "--mount", "--pid", "--fork", "--kill-child"};
  Words words = isolated;
  words.insert(words.end(), {"sh", "-c", "true"});
  if (Program(words).wait().status != 0) {
    WARN("skipped: this machine allows no namespaces");
    return;
  }
  words = isolated;
  words.insert(words.end(), {"sh", "-c", script});
  const Finished finished = Program(words).wait(bare_root_limit);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = Json::parse(read_file((root / "tmp/out/record.json").string()));
  CHECK(record.at("trials").size() > 100);
  for (const Json& trial : record.at("trials")) {
    // The preloaded library is found as well.
    if (trial.at("scenario") == "jhmp/robustness/accept-econnaborted") {
      CHECK(trial.at("outcome") == "pass");
    }
  }
}
