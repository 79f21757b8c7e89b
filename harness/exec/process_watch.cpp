#include "harness/exec/process_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <set>

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

namespace {

// PIDFD_GET_INFO with PIDFD_INFO_EXIT of <linux/pidfd.h>, which headers before Linux 6.15 lack: who
// holds a pidfd is told how the process ended, also when its parent has been told already.
struct PidfdInfo {
  std::uint64_t mask = 0;
  std::uint64_t cgroup = 0;
  std::array<std::uint32_t, 11> ids{};
  std::int32_t exit_code = 0;
};
constexpr std::uint64_t pidfd_info_exit = 1U << 3U;
constexpr unsigned long pidfd_get_info = _IOWR(0xFF, 11, PidfdInfo);

std::optional<int> wait_status_of_pidfd(int descriptor) {
  PidfdInfo info;
  info.mask = pidfd_info_exit;
  if (::ioctl(descriptor, pidfd_get_info, &info) != 0) return std::nullopt;
  if ((info.mask & pidfd_info_exit) == 0) return std::nullopt;
  return info.exit_code;
}

std::string executable_of(int pid) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "";
}

}  // namespace

void ProcessWatch::clear() {
  processes_.clear();
}

void ProcessWatch::look(const std::vector<ProcessOfTree>& tree) {
  if (tree.size() <= 1 && processes_.empty()) return;
  std::set<int> there;
  for (const ProcessOfTree& member : tree) {
    there.insert(member.pid);
    if (&member == &tree.front() || processes_.contains(member.pid)) continue;
    auto process = std::make_shared<Process>();
    process->end.pid = member.pid;
    process->end.parent_pid = member.parent_pid;
    process->end.executable = executable_of(member.pid);
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, member.pid, 0));
    if (descriptor < 0 && errno == ESRCH) continue;
    processes_[member.pid] = process;
    if (descriptor < 0) continue;
    process->descriptor =
        std::make_unique<boost::asio::posix::stream_descriptor>(context_, descriptor);
    await_end(member.pid, *process);
  }
  // One that has ended stays in the tree until its parent has asked; until then it is not new.
  std::erase_if(processes_, [&](const auto& entry) {
    return entry.second->taken && !there.contains(entry.first);
  });
}

void ProcessWatch::await_end(int pid, Process& process) {
  const std::weak_ptr<Process> watched = processes_[pid];
  process.descriptor->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                 [pid, watched](boost::system::error_code error) {
                                   const auto still_watched = watched.lock();
                                   if (!error && still_watched) take_end(pid, *still_watched);
                                 });
}

// The parent may ask between two of these questions, so the kernel's own record is asked again.
void ProcessWatch::take_end(int pid, Process& process) {
  if (process.ended) return;
  process.ended = true;
  const auto ask_kernel = [&]() -> std::optional<int> {
    return process.descriptor ? wait_status_of_pidfd(process.descriptor->native_handle())
                              : std::nullopt;
  };
  auto& status = process.end.wait_status;
  status = ask_kernel();
  if (!status) status = wait_status_of_zombie(pid);
  if (!status) status = ask_kernel();
  process.descriptor.reset();
}

void ProcessWatch::begin_trial(std::optional<std::uint32_t> listener) {
  for (auto& [pid, process] : processes_) {
    process->end.there_before = true;
    if (process->examined) continue;
    process->examined = true;
    process->end.listened = listener && holder_of_socket({{pid, 0, {}}}, *listener) != 0;
  }
}

void ProcessWatch::orphan_ended(int pid, int wait_status) {
  auto& process = processes_[pid];
  if (!process) process = std::make_shared<Process>();
  process->end.pid = pid;
  process->end.wait_status = wait_status;
  process->ended = true;
  process->descriptor.reset();
}

bool ProcessWatch::is_one_ending() {
  bool ending = false;
  for (auto& [pid, process] : processes_) {
    if (process->ended || !is_exiting(pid)) continue;
    if (process->descriptor) {
      ending = true;
    } else if (::kill(pid, 0) != 0 || wait_status_of_zombie(pid)) {
      take_end(pid, *process);
    }
  }
  return ending;
}

std::size_t ProcessWatch::running() const {
  return static_cast<std::size_t>(
      std::count_if(processes_.begin(), processes_.end(),
                    [](const auto& entry) { return !entry.second->ended; }));
}

bool ProcessWatch::knows_end_of(int pid) const {
  const auto process = processes_.find(pid);
  return process != processes_.end() && process->second->ended;
}

bool ProcessWatch::is_new(int pid, const std::string& executable) const {
  const auto process = processes_.find(pid);
  return process != processes_.end() && !process->second->end.there_before &&
         process->second->end.executable == executable;
}

int ProcessWatch::parent_of(int pid) const {
  const auto process = processes_.find(pid);
  return process == processes_.end() ? 0 : process->second->end.parent_pid;
}

std::vector<DescendantEnd> ProcessWatch::take_ends() {
  std::vector<DescendantEnd> ends;
  for (auto& [pid, process] : processes_) {
    if (!process->ended || process->taken) continue;
    process->taken = true;
    ends.push_back(process->end);
  }
  return ends;
}

}  // namespace wiretrial::exec
