#include "harness/exec/program_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <elf.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/exec/child.hpp"

namespace wiretrial::exec {

namespace files = std::filesystem;

namespace {

// Of a script's first line; the kernel reads no more (execve(2)).
constexpr std::size_t longest_script_line = 256;
// A script may be another one's interpreter, so often.
constexpr int most_interpreters = 5;
constexpr const char* blanks = " \t";

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(blanks);
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

ProgramFile read_script(const std::string& begin) {
  ProgramFile file;
  file.form = ProgramForm::script;
  const std::string line = trimmed(begin.substr(2, begin.find('\n') - 2));
  const auto end = line.find_first_of(blanks);
  file.interpreter = line.substr(0, end);
  if (end != std::string::npos) file.argument = trimmed(line.substr(end));
  return file;
}

template <typename Header, typename Part>
ProgramFile read_elf(std::ifstream& stream, bool wide) {
  ProgramFile file;
  file.form = ProgramForm::elf_no_good;
  file.wide = wide;
  Header head{};
  stream.seekg(0);
  if (!stream.read(reinterpret_cast<char*>(&head), sizeof head)) return file;
  file.machine = head.e_machine;
  if (head.e_type != ET_EXEC && head.e_type != ET_DYN) return file;
  for (int i = 0; i < head.e_phnum; ++i) {
    Part part{};
    stream.seekg(static_cast<std::streamoff>(head.e_phoff) + i * head.e_phentsize);
    if (!stream.read(reinterpret_cast<char*>(&part), sizeof part)) return file;
    if (part.p_type != PT_INTERP || part.p_filesz > PATH_MAX) continue;
    file.interpreter.resize(part.p_filesz);
    stream.seekg(static_cast<std::streamoff>(part.p_offset));
    if (!stream.read(file.interpreter.data(), static_cast<std::streamsize>(part.p_filesz)))
      return file;
    file.interpreter = file.interpreter.c_str();  // up to its NUL
  }
  file.form = ProgramForm::elf;
  return file;
}

std::string shown_line(const std::string& text) {
  std::string shown = "\"";
  for (const char character : text) shown += character == '\r' ? "\\r" : std::string(1, character);
  return shown + "\"";
}

std::string name_of_machine(std::uint16_t machine) {
  switch (machine) {
    case EM_386:
      return "i386";
    case EM_X86_64:
      return "x86_64";
    case EM_ARM:
      return "arm";
    case EM_AARCH64:
      return "aarch64";
    case EM_RISCV:
      return "riscv";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return "ELF machine " + std::to_string(machine);
  }
}

// As this program was built; a kernel of 64 bits also executes programs of its smaller sibling.
bool is_for_this_machine(std::uint16_t machine) {
#if defined(__x86_64__)
  return machine == EM_X86_64 || machine == EM_386;
#elif defined(__aarch64__)
  return machine == EM_AARCH64 || machine == EM_ARM;
#else
  return true;
#endif
}

// Whether the kernel was taught to execute more forms (binfmt_misc): programs of other machines
// through an emulator, of Java, of Windows.
bool executes_more_forms() {
  std::error_code error;
  const files::directory_iterator handlers("/proc/sys/fs/binfmt_misc", error);
  return std::any_of(begin(handlers), end(handlers), [](const files::directory_entry& entry) {
    return entry.path().filename() != "register" && entry.path().filename() != "status";
  });
}

std::string windows_hint(const std::string& word) {
  if (!word.ends_with('\r')) return "";
  return ": its lines end in CR LF, as on Windows; sed -i 's/\\r$//' FILE mends that";
}

std::string what_stops_file(const files::path& path, const std::string& directory, int depth);

std::string what_stops_script(const ProgramFile& file, const std::string& directory, int depth) {
  if (file.interpreter.empty()) return "names no interpreter behind its #!";
  const std::string fault =
      what_stops_file(files::path(directory) / file.interpreter, directory, depth + 1);
  if (!fault.empty()) {
    return "names the interpreter " + shown_line(file.interpreter) + ", which " + fault +
           windows_hint(file.interpreter);
  }
  const std::string asked = file.asked_of_env();
  if (asked.empty() || !find_program(asked, directory).empty()) return "";
  return "asks env for " + shown_line(asked) + ", which is not found in PATH" + windows_hint(asked);
}

std::string what_stops_elf(const ProgramFile& file, const std::string& directory, int depth) {
  if (file.form == ProgramForm::elf_no_good) return "is an ELF file, but no whole program";
  if (!is_for_this_machine(file.machine)) {
    utsname names{};
    ::uname(&names);
    if (executes_more_forms()) return "";
    return "is a program for another machine: " + name_of_machine(file.machine) + ", and this is " +
           names.machine;
  }
  if (file.interpreter.empty()) return "";
  const std::string fault =
      what_stops_file(files::path(directory) / file.interpreter, directory, depth + 1);
  if (fault.empty()) return "";
  return "needs the dynamic linker " + shown_line(file.interpreter) + ", which " + fault +
         " (it was built for another distribution, or its libraries are not installed)";
}

std::string what_stops_form(const ProgramFile& file, const std::string& directory, int depth) {
  switch (file.form) {
    case ProgramForm::script:
      return what_stops_script(file, directory, depth);
    case ProgramForm::elf:
    case ProgramForm::elf_no_good:
      return what_stops_elf(file, directory, depth);
    case ProgramForm::other:
      break;
  }
  if (file.empty) return "is an empty file";
  return executes_more_forms() ? "" : "is neither a program nor a script that begins with #!";
}

std::string what_stops_file(const files::path& path, const std::string& directory, int depth) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) {
    std::error_code error;
    if (errno != ENOENT) return std::string("cannot be reached: ") + std::strerror(errno);
    if (!files::is_symlink(path, error)) return "does not exist";
    return "is a symbolic link to " + shown_line(files::read_symlink(path, error).string()) +
           ", which does not exist";
  }
  if (S_ISDIR(about.st_mode)) return "is a directory";
  if (!S_ISREG(about.st_mode) || ::access(path.c_str(), X_OK) != 0) return "is no executable file";
  const auto file = read_program_file(path.string());
  if (!file || depth > most_interpreters) return "";
  return what_stops_form(*file, directory, depth);
}

}  // namespace

std::string ProgramFile::asked_of_env() const {
  const bool env = form == ProgramForm::script && files::path(interpreter).filename() == "env";
  const bool program = !argument.starts_with('-') && argument.find('=') == std::string::npos;
  return env && program ? argument : "";
}

std::optional<ProgramFile> read_program_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::array<char, longest_script_line> buffer{};
  stream.read(buffer.data(), buffer.size());
  const std::string begin(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  stream.clear();
  if (begin.starts_with("#!")) return read_script(begin);
  if (begin.starts_with(ELFMAG) && begin.size() > EI_CLASS) {
    return begin[EI_CLASS] == ELFCLASS64 ? read_elf<Elf64_Ehdr, Elf64_Phdr>(stream, true)
                                         : read_elf<Elf32_Ehdr, Elf32_Phdr>(stream, false);
  }
  ProgramFile other;
  other.empty = begin.empty();
  return other;
}

std::string what_stops(const std::string& program, const std::string& working_directory) {
  if (program.find('/') != std::string::npos) {
    return what_stops_file(files::path(working_directory) / program, working_directory, 0);
  }
  const std::string path = find_program(program, working_directory);
  if (path.empty()) return "is not found in PATH";
  return what_stops_file(files::path(working_directory) / path, working_directory, 0);
}

std::string what_stops_directory(const std::string& directory) {
  std::error_code error;
  if (!files::is_directory(directory, error)) return "is no directory";
  return ::access(directory.c_str(), X_OK) == 0 ? "" : "may not be entered";
}

}  // namespace wiretrial::exec
