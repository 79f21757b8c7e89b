// A program's file as execve(2) sees it: script, ELF or neither, and what would stop it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wiretrial::exec {

enum class ProgramForm {
  script,       // begins with #!
  elf,          // of a form that Linux executes, if it is for this machine
  elf_no_good,  // cut short, or an object file
  other,
};

struct ProgramFile {
  ProgramForm form = ProgramForm::other;
  // Of a script what stands behind #!, of an ELF program its dynamic linker; empty: there is none.
  std::string interpreter;
  std::string argument;       // of a script's interpreter: the rest of the line
  bool wide = false;          // 64 bits
  std::uint16_t machine = 0;  // EM_X86_64, ... (elf.h)
  bool empty = false;         // nothing in the file

  // The program that env(1) shall find when it is the script's interpreter, else empty.
  [[nodiscard]] std::string asked_of_env() const;
};

// Nothing when it cannot be read, which need not stop it.
[[nodiscard]] std::optional<ProgramFile> read_program_file(const std::string& path);

// Why a program (with a slash, or found in PATH) cannot be started, as the end of a sentence that
// begins with its name: "does not exist". Empty when nothing is known against it.
// `working_directory` is where it would be started, which decides about relative paths.
[[nodiscard]] std::string what_stops(const std::string& program,
                                     const std::string& working_directory);

// The same of a working directory.
[[nodiscard]] std::string what_stops_directory(const std::string& directory);

}  // namespace wiretrial::exec
