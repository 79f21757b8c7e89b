#include "harness/exec/process_state.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace wiretrial::exec {

namespace files = std::filesystem;

namespace {

// The state letter stands behind the name, which may itself have parentheses.
char state_of(const files::path& task) {
  std::ifstream file(task / "stat");
  std::string line;
  std::getline(file, line);
  const auto end = line.rfind(')');
  return end == std::string::npos || end + 2 >= line.size() ? 'X' : line[end + 2];
}

auto kind_of(model::Resource resource) {
  switch (resource) {
    case model::Resource::core:
      return RLIMIT_CORE;
    case model::Resource::file_size:
      return RLIMIT_FSIZE;
    case model::Resource::memory:
      break;
  }
  return RLIMIT_AS;
}

}  // namespace

bool all_stopped(int pid) {
  std::error_code error;
  files::directory_iterator task("/proc/" + std::to_string(pid) + "/task", error);
  for (; !error && task != files::directory_iterator(); task.increment(error)) {
    const char state = state_of(task->path());
    if (state != 'T' && state != 't' && state != 'Z' && state != 'X') return false;
  }
  return true;
}

std::uint64_t address_space_bytes(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t pages = 0;
  file >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit_resource(int pid, const model::LimitResource& limit) {
  const auto kind = kind_of(limit.resource);
  rlimit values{};
  if (::prlimit(pid, kind, nullptr, &values) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
  const rlim_t base = limit.resource == model::Resource::memory ? address_space_bytes(pid) : 0;
  values.rlim_cur = std::min(base + limit.bytes, values.rlim_max);
  if (::prlimit(pid, kind, &values, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
}

}  // namespace wiretrial::exec
