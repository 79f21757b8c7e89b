// What the programs of this folder share.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <unistd.h>

#include "impl/reference/options.hpp"

namespace wiretrial::impl {

// Of a server that cannot listen, and of whatever else went wrong that has no status of its own.
inline constexpr int program_failed = 1;
inline constexpr int bad_usage = 2;

// Writes to standard output at once, unbuffered; false when that is not possible.
[[nodiscard]] inline bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Adds an option for a time limit of at most a day, in milliseconds.
inline void add_limit(Options& options, const char* name, long long& value_ms, const char* help) {
  options.add(name, &value_ms, help, {.shows_default = true, .range = Range{1, 86'400'000}});
}

// Says on standard error what went wrong, after the program's name, and returns the status.
inline int fail(const Options& options, const std::string& message, int status) {
  std::fprintf(stderr, "%s: %s\n", options.name().c_str(), message.c_str());
  return status;
}

// Parses the command line, and runs the program when there is nothing to say about that. A peer
// that closes while it is written to is an error of that write, not of the process: SIGPIPE is
// ignored.
template <typename Run>
int run_program(Options& options, int argument_count, char** arguments, const Run& run) {
  if (const auto status = options.parse(argument_count, arguments)) {
    return *status == 0 ? 0 : bad_usage;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run();
  } catch (const std::exception& error) {
    return fail(options, error.what(), program_failed);
  }
}

}  // namespace wiretrial::impl
