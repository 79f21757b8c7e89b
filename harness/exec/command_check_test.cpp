#include "harness/exec/command_check.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <elf.h>
#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/child.hpp"
#include "harness/exec/program_file.hpp"

namespace wiretrial::exec {

namespace files = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (files::temp_directory_path() / "wiretrial-exec-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = name;
  }
  ~Folder() { files::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] files::path path(const std::string& name) const { return path_ / name; }

  void write(const std::string& name, const std::string& text, bool executable = true) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    if (executable) files::permissions(path_ / name, files::perms::owner_all);
  }

  // Why ./NAME cannot be started in the folder.
  [[nodiscard]] std::string fault(const std::string& name) const {
    return what_stops("./" + name, path_.string());
  }

  // What the system itself says of it.
  [[nodiscard]] bool can_be_started(const std::string& name) const {
    try {
      boost::asio::io_context context;
      const Child child(context, {{"./" + name}, path_.string(), {}, true}, {});
      return true;
    } catch (const ChildError&) {
      return false;
    }
  }

 private:
  files::path path_;
};

std::string elf(std::uint16_t type, std::uint16_t machine, const std::string& linker) {
  Elf64_Ehdr head{};
  Elf64_Phdr part{};
  std::copy(ELFMAG, ELFMAG + SELFMAG, head.e_ident);
  head.e_ident[EI_CLASS] = ELFCLASS64;
  head.e_ident[EI_DATA] = ELFDATA2LSB;
  head.e_ident[EI_VERSION] = EV_CURRENT;
  head.e_type = type;
  head.e_machine = machine;
  head.e_version = EV_CURRENT;
  head.e_ehsize = sizeof head;
  head.e_phoff = sizeof head;
  head.e_phentsize = sizeof part;
  head.e_phnum = 1;
  part.p_type = PT_INTERP;
  part.p_offset = sizeof head + sizeof part;
  part.p_filesz = linker.size() + 1;
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes.append(reinterpret_cast<const char*>(&part), sizeof part);
  return bytes + linker + '\0';
}

std::uint16_t machine_of_this_program() {
  return read_program_file("/proc/self/exe")->machine;
}

}  // namespace

TEST_CASE("a program that can be started has no fault") {
  const Folder folder;
  folder.write("script", "#! /bin/sh -e \nexit 0\n");
  folder.write("env", "#!/usr/bin/env sh\nexit 0\n");
  folder.write("of_script", "#!" + folder.path("script").string() + "\n");
  files::create_symlink("script", folder.path("link"));
  files::copy_file("/bin/true", folder.path("program"));
  for (const char* name : {"script", "env", "of_script", "link", "program"}) {
    INFO(name);
    CHECK(folder.fault(name).empty());
    CHECK(folder.can_be_started(name));
  }
  CHECK(what_stops("sh", "/").empty());
}

TEST_CASE("what stops a program is said of its file") {
  const Folder folder;
  folder.write("plain", "exit 0\n", false);
  folder.write("text", "exit 0\n");
  folder.write("empty", "");
  folder.write("lost", "#!/nowhere/sh\n");
  folder.write("windows", "#!/bin/sh\r\nexit 0\r\n");
  folder.write("windows_env", "#!/usr/bin/env sh\r\nexit 0\r\n");
  folder.write("env", "#!/usr/bin/env wiretrial-absent\n");
  folder.write("nobody", "#! \n");
  folder.write("far", "#!" + folder.path("lost").string() + "\n");
  folder.write("half", std::string(ELFMAG) + "\2");
  folder.write("object", elf(ET_REL, machine_of_this_program(), ""));
  folder.write("musl", elf(ET_DYN, machine_of_this_program(), "/lib/ld-absent.so.1"));
  files::create_symlink("gone", folder.path("dangling"));
  files::create_symlink("ring", folder.path("ring"));
  files::create_directory(folder.path("folder"));
  const std::string crlf =
      ": its lines end in CR LF, as on Windows; sed -i 's/\\r$//' FILE mends that";
  const std::vector<std::pair<std::string, std::string>> rows{
      {"absent", "does not exist"},
      {"plain", "is no executable file"},
      {"plain/below", "cannot be reached: Not a directory"},
      {"folder", "is a directory"},
      {"dangling", "is a symbolic link to \"gone\", which does not exist"},
      {"ring", "cannot be reached: Too many levels of symbolic links"},
      {"text", "is neither a program nor a script that begins with #!"},
      {"empty", "is an empty file"},
      {"lost", "names the interpreter \"/nowhere/sh\", which does not exist"},
      {"windows", "names the interpreter \"/bin/sh\\r\", which does not exist" + crlf},
      {"nobody", "names no interpreter behind its #!"},
      {"far", "names the interpreter \"" + folder.path("lost").string() +
                  "\", which names the interpreter \"/nowhere/sh\", which does not exist"},
      {"half", "is an ELF file, but no whole program"},
      {"object", "is an ELF file, but no whole program"},
      {"musl",
       "needs the dynamic linker \"/lib/ld-absent.so.1\", which does not exist (it was built for "
       "another distribution, or its libraries are not installed)"},
  };
  for (const auto& [name, fault] : rows) {
    INFO(name);
    CHECK(folder.fault(name) == fault);
    CHECK_FALSE(folder.can_be_started(name));
  }
  // The kernel starts env, which then finds nothing.
  CHECK(folder.fault("env") == "asks env for \"wiretrial-absent\", which is not found in PATH");
  CHECK(folder.fault("windows_env") == "asks env for \"sh\\r\", which is not found in PATH" + crlf);
  CHECK(what_stops("wiretrial-absent", "/") == "is not found in PATH");
  CHECK(what_stops_directory(folder.path("plain").string()) == "is no directory");
}

TEST_CASE("a program for another machine is known, unless the kernel has an emulator for it") {
  const Folder folder;
  const std::uint16_t other = machine_of_this_program() == EM_S390 ? EM_PPC64 : EM_S390;
  folder.write("foreign", elf(ET_EXEC, other, ""));
  if (folder.can_be_started("foreign")) return;
  const std::string fault = folder.fault("foreign");
  INFO(fault);
  CHECK((fault.empty() || fault.starts_with("is a program for another machine: ")));
}

TEST_CASE("what is wrong with a description's programs is told with its place, one line for each") {
  model::Subject subject;
  subject.file = "subject.json";
  subject.server = model::ServerSubject{{}, "/nowhere", "127.0.0.1:80", {}};
  CHECK(check_command(subject).empty());
  subject.server = model::ServerSubject{{"wiretrial-absent"}, "/", "", {}};
  subject.client = model::ClientSubject{{"sh"}, "/nowhere", "", "", "raw"};
  CHECK(check_command(subject) ==
        "subject.json: /server/command/0: \"wiretrial-absent\" is not found in PATH\n"
        "subject.json: /client/cwd: \"/nowhere\" is no directory");
}

}  // namespace wiretrial::exec
