#include "harness/exec/vitals.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include <unistd.h>

#include "harness/exec/descendants.hpp"

namespace wiretrial::exec {

namespace {

namespace files = std::filesystem;

std::vector<int> tree_of(int pid) {
  std::vector<int> tree = descendants_of(pid);
  tree.insert(tree.begin(), pid);
  return tree;
}

// Calls `visit` with the path of each entry; a directory that vanishes ends the walk.
template <typename Visit>
void each_entry(const files::path& directory, Visit visit) {
  std::error_code error;
  for (auto entry = files::directory_iterator(directory, error);
       !error && entry != files::directory_iterator(); entry.increment(error)) {
    visit(entry->path());
  }
}

std::string link_target(const files::path& path) {
  std::array<char, 128> buffer{};
  const ssize_t length = ::readlink(path.c_str(), buffer.data(), buffer.size());
  return length > 0 ? std::string(buffer.data(), static_cast<std::size_t>(length)) : "";
}

std::int64_t resident_bytes(int pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

// The fields of a stat file behind the name, from `state` on; empty when the process is gone.
std::string stat_fields(const files::path& task) {
  std::ifstream stat(task / "stat");
  std::string line;
  std::getline(stat, line);
  const auto name_end = line.rfind(')');  // the name may hold anything, parentheses too
  return name_end == std::string::npos || name_end + 2 >= line.size() ? ""
                                                                      : line.substr(name_end + 2);
}

bool sleeps(const files::path& task) {
  const std::string fields = stat_fields(task);
  return !fields.empty() && std::string_view("SITtZX").find(fields[0]) != std::string_view::npos;
}

}  // namespace

Vitals read_vitals(int pid) {
  Vitals vitals;
  for (const int member : tree_of(pid)) {
    const files::path process = "/proc/" + std::to_string(member);
    each_entry(process / "fd", [&](const files::path& descriptor) {
      ++vitals.descriptors;
      if (link_target(descriptor).starts_with("socket:")) ++vitals.sockets;
    });
    each_entry(process / "task", [&](const files::path&) { ++vitals.threads; });
    vitals.resident_bytes += resident_bytes(member);
  }
  return vitals;
}

ThreadSnapshot read_threads(int pid) {
  ThreadSnapshot snapshot;
  for (const int member : tree_of(pid)) {
    each_entry("/proc/" + std::to_string(member) + "/task", [&](const files::path& task) {
      ThreadTimes times;
      std::ifstream schedstat(task / "schedstat");
      schedstat >> times.on_processor_ns >> times.waiting_ns >> times.slices;
      times.asleep = sleeps(task);
      snapshot[std::atoi(task.filename().c_str())] = times;
    });
  }
  return snapshot;
}

bool all_asleep(const ThreadSnapshot& snapshot) {
  return std::all_of(snapshot.begin(), snapshot.end(),
                     [](const auto& entry) { return entry.second.asleep; });
}

bool stayed_asleep(const ThreadSnapshot& before, const ThreadSnapshot& after) {
  if (before.empty() || before.size() != after.size()) return false;
  return std::all_of(after.begin(), after.end(), [&](const auto& entry) {
    const auto earlier = before.find(entry.first);
    return earlier != before.end() && earlier->second.asleep && entry.second.asleep &&
           earlier->second.slices == entry.second.slices;
  });
}

std::int64_t busiest_percent(const ThreadSnapshot& before, const ThreadSnapshot& after,
                             std::int64_t wall_ns) {
  std::int64_t most = 0;
  for (const auto& [thread, times] : after) {
    const auto earlier = before.find(thread);
    if (earlier == before.end()) continue;
    most = std::max(most, times.on_processor_ns - earlier->second.on_processor_ns +
                              times.waiting_ns - earlier->second.waiting_ns);
  }
  return wall_ns > 0 ? most * 100 / wall_ns : 0;
}

std::int64_t longest_wait_ns(const ThreadSnapshot& before, const ThreadSnapshot& after) {
  std::int64_t longest = 0;
  for (const auto& [thread, times] : after) {
    const auto earlier = before.find(thread);
    const std::int64_t start = earlier == before.end() ? 0 : earlier->second.waiting_ns;
    longest = std::max(longest, times.waiting_ns - start);
  }
  return longest;
}

bool is_stopped(int pid) {
  bool stopped = true;
  each_entry("/proc/" + std::to_string(pid) + "/task", [&stopped](const files::path& task) {
    const std::string fields = stat_fields(task);
    stopped = stopped && (fields.empty() || fields[0] == 'T');
  });
  return stopped;
}

bool is_exiting(int pid) {
  constexpr unsigned long exiting_flag = 0x4;  // PF_EXITING
  std::istringstream fields(stat_fields("/proc/" + std::to_string(pid)));
  char state = 'X';
  long ignored = 0;
  unsigned long flags = 0;
  fields >> state >> ignored >> ignored >> ignored >> ignored >> ignored >> flags;
  return state == 'Z' || state == 'X' || (flags & exiting_flag) != 0;
}

bool holds_socket(int pid, std::uint32_t inode) {
  const std::string wanted = "socket:[" + std::to_string(inode) + "]";
  for (const int member : tree_of(pid)) {
    bool found = false;
    each_entry("/proc/" + std::to_string(member) + "/fd", [&](const files::path& descriptor) {
      found = found || link_target(descriptor) == wanted;
    });
    if (found) return true;
  }
  return false;
}

}  // namespace wiretrial::exec
