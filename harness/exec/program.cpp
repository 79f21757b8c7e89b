#include "harness/exec/program.hpp"

#include <chrono>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <sys/wait.h>

#include "harness/exec/child.hpp"

namespace wiretrial::exec {

namespace {

// A few milliseconds are usual; more than this and something is wrong with the machine.
constexpr std::chrono::seconds longest_run(10);

}  // namespace

std::string find_administration_program(const std::string& name) {
  for (const char* place : {"", "/usr/sbin/", "/sbin/"}) {
    const std::string path = find_program(place + name, "");
    if (!path.empty()) return path;
  }
  return "";
}

ProgramResult run_program(const std::vector<std::string>& arguments, std::string_view input) {
  boost::asio::io_context context(1);
  ProgramResult result;
  const auto take_end = [&result](int status) {
    if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  };
  Child child(context, {arguments, "", {}, true},
              {[&result](std::string_view bytes) { result.output += bytes; },
               [&result](std::string_view bytes) { result.error += bytes; }, take_end});
  child.write(input);
  child.close_input();
  const auto deadline = std::chrono::steady_clock::now() + longest_run;
  while (child.running() && std::chrono::steady_clock::now() < deadline) {
    context.restart();
    context.run_one_until(deadline);
  }
  return result;
}

std::string run_administration_program(const std::string& name,
                                       const std::vector<std::string>& arguments,
                                       std::string_view input) {
  const std::string path = find_administration_program(name);
  if (path.empty()) throw std::runtime_error("the program " + name + " is not installed");
  std::vector<std::string> words{path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  ProgramResult result = run_program(words, input);
  if (result.status == 0) return std::move(result.output);
  std::string said = result.error.substr(0, result.error.find('\n'));
  std::string command = name;
  for (const std::string& argument : arguments) command += " " + argument;
  throw std::runtime_error(command + ": " + (said.empty() ? "failed" : said));
}

}  // namespace wiretrial::exec
