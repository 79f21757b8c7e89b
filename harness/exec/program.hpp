// Runs a program of the system to its end: nft(8), ip(8), tc(8).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::exec {

struct ProgramResult {
  int status = -1;  // exit status; -1 when a signal or we ended it
  std::string output;
  std::string error;
};

// The path of a program that administrators use: as PATH has it, else in /usr/sbin and /sbin, which
// the PATH of other users often lacks. Empty when there is none.
[[nodiscard]] std::string find_administration_program(const std::string& name);

// Runs the program to its end, at most some seconds, with `input` on its standard input. Throws
// ChildError when it cannot be started. Blocks; use it where a few milliseconds do not matter.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& arguments,
                                        std::string_view input = {});

// The same, for a program that must succeed: throws std::runtime_error with what it said when not.
// Gives its standard output.
std::string run_administration_program(const std::string& name,
                                       const std::vector<std::string>& arguments,
                                       std::string_view input = {});

}  // namespace wiretrial::exec
