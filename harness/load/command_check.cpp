// Whether a subject's programs can be started, told before the first trial instead of once for
// each.
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <unistd.h>

#include "harness/load/subject.hpp"

namespace wiretrial::load {

namespace {

bool is_executable(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

bool is_in_search_path(const std::string& name) {
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  const char* value = std::getenv("PATH");
  std::string_view rest = value == nullptr ? "/usr/bin:/bin" : value;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (is_executable(std::filesystem::path(folder) / name)) return true;
    rest.remove_prefix(folder.size() == rest.size() ? folder.size() : folder.size() + 1);
  }
  return false;
}

std::string program_fault(const std::string& program) {
  std::error_code ignored;
  if (program.find('/') == std::string::npos) {
    return is_in_search_path(program) ? "" : "\"" + program + "\" is not found in PATH";
  }
  if (is_executable(program)) return "";
  const bool exists = std::filesystem::exists(program, ignored);
  return "\"" + program + "\" " + (exists ? "is no executable file" : "does not exist");
}

void add_line(std::string& lines, const std::string& file, const char* place,
              const std::string& fault) {
  if (fault.empty()) return;
  lines += (lines.empty() ? "" : "\n") + file + ": " + place + ": " + fault;
}

std::string folder_fault(const std::string& folder) {
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return "";
  return "\"" + folder + "\" is no directory";
}

}  // namespace

std::string check_command(const model::Subject& subject) {
  std::string lines;
  const auto& server = subject.server;
  const auto& client = subject.client;
  if (server && !server->command.empty()) {
    add_line(lines, subject.file, "/server/command/0", program_fault(server->command[0]));
    add_line(lines, subject.file, "/server/cwd", folder_fault(server->working_directory));
  }
  if (client && !client->command.empty()) {
    add_line(lines, subject.file, "/client/command/0", program_fault(client->command[0]));
    add_line(lines, subject.file, "/client/cwd", folder_fault(client->working_directory));
  }
  return lines;
}

}  // namespace wiretrial::load
