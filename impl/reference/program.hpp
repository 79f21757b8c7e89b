// What the programs of this folder share.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <unistd.h>

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

inline void add_limit(CLI::App& app, const char* name, long long& value_ms, const char* help) {
  app.add_option(name, value_ms, help)->check(CLI::Range(1LL, 86'400'000LL))->capture_default_str();
}

// Says on standard error what went wrong, after the program's name, and returns the status.
inline int fail(const CLI::App& app, const std::string& message, int status) {
  std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), message.c_str());
  return status;
}

// Parses the command line, and runs the program when there is nothing to say about that. A peer
// that closes while it is written to is an error of that write, not of the process: SIGPIPE is
// ignored.
template <typename Run>
int run_program(CLI::App& app, int argument_count, char** arguments, const Run& run) {
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : bad_usage;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run();
  } catch (const std::exception& error) {
    return fail(app, error.what(), program_failed);
  }
}

}  // namespace wiretrial::impl
