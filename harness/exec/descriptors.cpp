#include "harness/exec/descriptors.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace wiretrial::exec {

namespace {

// As it was when the program began; a child that is forked has it too.
std::optional<rlim_t> soft_limit_of_user;

}  // namespace

void open_missing_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // The lowest number that is free is this one.
    if (::open("/dev/null", stream == STDIN_FILENO ? O_RDONLY : O_WRONLY) != stream) return;
  }
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) soft_limit_of_user = before;
}

void restore_descriptor_limit() {
  rlimit limit{};
  if (!soft_limit_of_user || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = *soft_limit_of_user;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t spare_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  std::error_code error;
  const auto open = std::filesystem::directory_iterator("/proc/self/fd", error);
  const auto used = static_cast<rlim_t>(std::distance(begin(open), end(open)));
  return static_cast<std::size_t>(limit.rlim_cur - std::min(limit.rlim_cur, used));
}

}  // namespace wiretrial::exec
