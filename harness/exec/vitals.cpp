#include "harness/exec/vitals.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <sstream>
#include <string_view>

#include <unistd.h>

#include "harness/exec/proc_files.hpp"

namespace wiretrial::exec {

namespace {

std::string process_folder(int pid) {
  return "/proc/" + std::to_string(pid);
}

std::string link_target(int directory, std::string_view name) {
  std::array<char, 128> buffer{};
  const ssize_t length =
      ::readlinkat(directory, std::string(name).c_str(), buffer.data(), buffer.size());
  return length > 0 ? std::string(buffer.data(), static_cast<std::size_t>(length)) : "";
}

std::int64_t resident_bytes(int pid) {
  std::istringstream statm(read_proc_file(process_folder(pid) + "/statm"));
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

// What the process has run so far, all its threads together, those that ended too.
std::int64_t processor_time_us(int pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

// The fields of a stat file behind the name, from `state` on; empty when the process is gone.
std::string stat_fields(const std::string& task) {
  const std::string line = read_proc_file(task + "/stat");
  const auto name_end = line.rfind(')');  // the name may hold anything, parentheses too
  return name_end == std::string::npos || name_end + 2 >= line.size() ? ""
                                                                      : line.substr(name_end + 2);
}

bool sleeps(const std::string& task) {
  const std::string fields = stat_fields(task);
  return !fields.empty() && std::string_view("SITtZX").find(fields[0]) != std::string_view::npos;
}

ThreadTimes read_thread(const std::string& task) {
  ThreadTimes times;
  const std::string schedstat = read_proc_file(task + "/schedstat");
  const char* at = schedstat.data();
  const char* const end = at + schedstat.size();
  for (std::int64_t* const figure : {&times.on_processor_ns, &times.waiting_ns, &times.slices}) {
    at = std::find_if(at, end, [](char c) { return c != ' '; });
    at = std::from_chars(at, end, *figure).ptr;
  }
  times.asleep = sleeps(task);
  return times;
}

}  // namespace

Vitals read_vitals(int pid) {
  return read_vitals(process_tree(pid));
}

Vitals read_vitals(const std::vector<ProcessOfTree>& tree) {
  Vitals vitals;
  for (const ProcessOfTree& member : tree) {
    each_proc_entry(process_folder(member.pid) + "/fd", [&](int directory, std::string_view name) {
      ++vitals.descriptors;
      if (link_target(directory, name).starts_with("socket:")) ++vitals.sockets;
    });
    vitals.threads += static_cast<std::int64_t>(member.threads.size());
    vitals.resident_bytes += resident_bytes(member.pid);
    vitals.processor_time_us += processor_time_us(member.pid);
  }
  return vitals;
}

ThreadSnapshot read_threads(int pid) {
  ThreadSnapshot snapshot;
  for (const ProcessOfTree& member : process_tree(pid)) {
    const std::string tasks = process_folder(member.pid) + "/task/";
    for (const int thread : member.threads)
      snapshot[thread] = read_thread(tasks + std::to_string(thread));
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

bool slept_or_ran(const ThreadSnapshot& before, const ThreadSnapshot& after) {
  return std::all_of(after.begin(), after.end(), [&](const auto& entry) {
    const auto earlier = before.find(entry.first);
    return earlier == before.end() || earlier->second.asleep || entry.second.asleep ||
           earlier->second.on_processor_ns != entry.second.on_processor_ns;
  });
}

std::int64_t busiest_percent(const ThreadSnapshot& before, const ThreadSnapshot& after,
                             std::int64_t span_ns) {
  return span_ns > 0 ? most_processor_time_ns(before, after) * 100 / span_ns : 0;
}

std::int64_t most_processor_time_ns(const ThreadSnapshot& before, const ThreadSnapshot& after) {
  std::int64_t most = 0;
  for (const auto& [thread, times] : after) {
    const auto earlier = before.find(thread);
    const std::int64_t start = earlier == before.end() ? 0 : earlier->second.on_processor_ns;
    most = std::max(most, times.on_processor_ns - start);
  }
  return most;
}

std::int64_t total_wait_ns(const ThreadSnapshot& before, const ThreadSnapshot& after) {
  std::int64_t total = 0;
  for (const auto& [thread, times] : after) {
    const auto earlier = before.find(thread);
    total += times.waiting_ns - (earlier == before.end() ? 0 : earlier->second.waiting_ns);
  }
  return total;
}

bool is_stopped(int pid) {
  bool stopped = true;
  const std::string tasks = process_folder(pid) + "/task";
  each_proc_entry(tasks, [&](int, std::string_view name) {
    const std::string fields = stat_fields(tasks + "/" + std::string(name));
    stopped = stopped && (fields.empty() || fields[0] == 'T');
  });
  return stopped;
}

bool is_exiting(int pid) {
  constexpr unsigned long exiting_flag = 0x4;  // PF_EXITING
  std::istringstream fields(stat_fields(process_folder(pid)));
  char state = 'X';
  long ignored = 0;
  unsigned long flags = 0;
  fields >> state >> ignored >> ignored >> ignored >> ignored >> ignored >> flags;
  return state == 'Z' || state == 'X' || (flags & exiting_flag) != 0;
}

std::optional<int> wait_status_of_zombie(int pid) {
  const std::string fields = stat_fields(process_folder(pid));
  const auto last = fields.rfind(' ');  // exit_code, which stands behind all others
  if (fields.empty() || fields[0] != 'Z' || last == std::string::npos) return std::nullopt;
  int status = 0;
  std::from_chars(fields.data() + last + 1, fields.data() + fields.size(), status);
  return status;
}

int holder_of_socket(const std::vector<ProcessOfTree>& tree, std::uint32_t inode) {
  const std::string wanted = "socket:[" + std::to_string(inode) + "]";
  for (const ProcessOfTree& member : tree) {
    bool found = false;
    each_proc_entry(process_folder(member.pid) + "/fd", [&](int directory, std::string_view name) {
      found = found || link_target(directory, name) == wanted;
    });
    if (found) return member.pid;
  }
  return 0;
}

bool holds_socket(int pid, std::uint32_t inode) {
  return holder_of_socket(process_tree(pid), inode) != 0;
}

}  // namespace wiretrial::exec
