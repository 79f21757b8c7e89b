// What kind of program a subject is, and where its system calls can be met.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "harness/exec/child.hpp"
#include "harness/exec/descendants.hpp"
#include "harness/exec/fault_channel.hpp"
#include "harness/exec/program_file.hpp"

namespace wiretrial::exec {

namespace files = std::filesystem;

namespace {

constexpr const char* library_name = "libwiretrial_preload.so";

bool is_static_elf(const std::optional<ProgramFile>& file) {
  return file && file->form == ProgramForm::elf && file->wide && file->interpreter.empty();
}

std::vector<int> tree_of(int pid) {
  std::vector<int> tree = descendants_of(pid);
  tree.push_back(pid);
  return tree;
}

}  // namespace

Reach reach_of(const std::string& program) {
  const auto file = read_program_file(program);
  if (!file || file->form != ProgramForm::script) {
    return is_static_elf(file) ? Reach::tracer : Reach::preload;
  }
  const std::string asked = file->asked_of_env();
  const std::string interpreter = asked.empty() ? file->interpreter : find_program(asked, "");
  return is_static_elf(read_program_file(interpreter)) ? Reach::tracer : Reach::preload;
}

bool has_library(int pid) {
  const std::vector<int> tree = tree_of(pid);
  return std::any_of(tree.begin(), tree.end(), [](int member) {
    std::ifstream maps("/proc/" + std::to_string(member) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      if (line.find(library_name) != std::string::npos) return true;
    }
    return false;
  });
}

bool uses_io_uring(int pid) {
  for (const int member : tree_of(pid)) {
    std::error_code error;
    for (files::directory_iterator entry("/proc/" + std::to_string(member) + "/fd", error), end;
         !error && entry != end; entry.increment(error)) {
      std::error_code unreadable;
      if (files::read_symlink(entry->path(), unreadable) == "anon_inode:[io_uring]") return true;
    }
  }
  return false;
}

std::string preload_library(const std::string& own_program) {
  return (files::path(own_program).parent_path() / ".." / "lib" / library_name)
      .lexically_normal()
      .string();
}

}  // namespace wiretrial::exec
