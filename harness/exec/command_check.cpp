#include "harness/exec/command_check.hpp"

#include <vector>

#include "harness/exec/program_file.hpp"

namespace wiretrial::exec {

namespace {

void add_line(std::string& lines, const std::string& place, const std::string& named,
              const std::string& fault) {
  if (fault.empty()) return;
  lines += (lines.empty() ? "" : "\n") + place + ": \"" + named + "\" " + fault;
}

void check_role(std::string& lines, const std::string& place,
                const std::vector<std::string>& command, const std::string& directory) {
  if (command.empty()) return;
  add_line(lines, place + "/command/0", command[0], what_stops(command[0], directory));
  add_line(lines, place + "/cwd", directory, what_stops_directory(directory));
}

}  // namespace

std::string check_command(const model::Subject& subject) {
  std::string lines;
  if (subject.server) {
    check_role(lines, subject.file + ": /server", subject.server->command,
               subject.server->working_directory);
  }
  if (subject.client) {
    check_role(lines, subject.file + ": /client", subject.client->command,
               subject.client->working_directory);
  }
  return lines;
}

}  // namespace wiretrial::exec
