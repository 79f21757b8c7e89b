// What kind of program a subject is, and where its system calls can be met.
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <elf.h>

#include "harness/exec/child.hpp"
#include "harness/exec/descendants.hpp"
#include "harness/exec/fault_channel.hpp"

namespace wiretrial::exec {

namespace files = std::filesystem;

namespace {

// Of a script's first line; the kernel reads no more (execve(2)).
constexpr std::size_t longest_script_line = 256;
constexpr const char* library_name = "libwiretrial_preload.so";

// The interpreter of a script, or empty.
std::string interpreter_of(std::ifstream& file) {
  std::array<char, longest_script_line> begin{};
  file.seekg(0);
  file.read(begin.data(), begin.size());
  std::string line(begin.data(), static_cast<std::size_t>(file.gcount()));
  file.clear();
  if (!line.starts_with("#!")) return "";
  line = line.substr(2, line.find('\n') - 2);
  const auto from = line.find_first_not_of(" \t");
  if (from == std::string::npos) return "";
  const auto to = line.find_first_of(" \t", from);
  const std::string interpreter = line.substr(from, to == std::string::npos ? to : to - from);
  if (!interpreter.ends_with("/env") || to == std::string::npos) return interpreter;
  const auto name = line.find_first_not_of(" \t", to);
  return name == std::string::npos ? interpreter : find_program(line.substr(name), "");
}

bool is_static_elf(std::ifstream& file) {
  Elf64_Ehdr head{};
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(&head), sizeof head)) return false;
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64) {
    return false;
  }
  for (int i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr part{};
    file.seekg(static_cast<std::streamoff>(head.e_phoff) + i * head.e_phentsize);
    if (!file.read(reinterpret_cast<char*>(&part), sizeof part)) return false;
    if (part.p_type == PT_INTERP) return false;
  }
  return true;
}

std::vector<int> tree_of(int pid) {
  std::vector<int> tree = descendants_of(pid);
  tree.push_back(pid);
  return tree;
}

}  // namespace

Reach reach_of(const std::string& program) {
  std::ifstream file(program, std::ios::binary);
  if (!file) return Reach::preload;
  const std::string interpreter = interpreter_of(file);
  if (interpreter.empty()) return is_static_elf(file) ? Reach::tracer : Reach::preload;
  std::ifstream other(interpreter, std::ios::binary);
  return other && is_static_elf(other) ? Reach::tracer : Reach::preload;
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
