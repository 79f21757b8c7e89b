// The main job as CI systems and people have it: no privileges, 1,024 descriptors.
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

namespace files = std::filesystem;
using Words = std::vector<std::string>;

// All of the suite, on a machine that is busy otherwise.
constexpr std::chrono::seconds whole_suite_limit{900};

// As a package has them: the sources may lie where only root can read.
void copy_programs(const Folder& folder) {
  const files::path share = folder.path("share/wiretrial");
  for (const char* name :
       {"bin", "lib", "out", "share/wiretrial/impl", "share/wiretrial/reference"}) {
    files::create_directories(folder.path(name));
  }
  for (const std::string name : {"wiretrial", "wt-server", "wt-client"}) {
    files::copy_file(built(name), folder.path("bin/" + name));
  }
  files::copy_file(built("../lib/libwiretrial_preload.so"),
                   folder.path("lib/libwiretrial_preload.so"));
  files::copy(source("scenarios"), share / "scenarios", files::copy_options::recursive);
  files::copy_file(source("impl/PROTOCOL.md"), share / "impl/PROTOCOL.md");
  files::copy_file(built("../installed/subject.json"), share / "reference/subject.json");
  for (const auto& entry : files::recursive_directory_iterator(folder.path())) {
    files::permissions(entry, files::perms::others_read, files::perm_options::add);
    if (entry.is_directory() || entry.path().parent_path().filename() == "bin") {
      files::permissions(entry, files::perms::others_exec, files::perm_options::add);
    }
  }
  files::permissions(folder.path(), files::perms::others_read | files::perms::others_exec,
                     files::perm_options::add);
  files::permissions(folder.path("out"), files::perms::all);
}

// The words that start a program as somebody without privileges, whoever we are.
Words as_ordinary_user() {
  if (::geteuid() != 0) return {};
  return {"setpriv",         "--reuid=65534",       "--regid=65534", "--clear-groups",
          "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"};
}

void check_conforms_within(const std::string& limits, const Words& arguments) {
  const Folder folder;
  copy_programs(folder);
  Words words{"prlimit", "--nofile=" + limits};
  for (const std::string& word : as_ordinary_user()) words.push_back(word);
  for (const std::string& word :
       {folder.path("bin/wiretrial"), std::string("run"), std::string("--subject"),
        folder.path("share/wiretrial/reference/subject.json"), std::string("--out"),
        folder.path("out")}) {
    words.push_back(word);
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  Program program(words, folder.path());
  const Finished finished = program.wait(whole_suite_limit);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(record.at("trials").size() > 50);
  for (const Json& trial : record.at("trials")) {
    INFO(trial.at("trial") << ": " << trial.at("reason"));
    const std::string outcome = trial.at("outcome");
    CHECK((outcome == "pass" || outcome == "informational" || outcome == "unsupported"));
    CHECK(trial.at("attempts") <= 1);
  }
  CHECK(processes_with(program.mark()).empty());
}

}  // namespace

TEST_CASE("an ordinary user with 1,024 descriptors has the verdicts of everybody") {
  check_conforms_within("1024:1024", {});
}

TEST_CASE("a soft limit of 1,024 descriptors is no hard one") {
  check_conforms_within("1024:8192", {"jhmp/connection/*"});
}
