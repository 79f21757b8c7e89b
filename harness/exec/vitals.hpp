// The subject's vitals from /proc (proc(5)): descriptors, memory, threads, and whether it sleeps or
// spins.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/exec/descendants.hpp"

namespace wiretrial::exec {

// What one process tree uses. A process that has gone counts nothing.
struct Vitals {
  std::int64_t sockets = 0;  // descriptors that are sockets
  std::int64_t descriptors = 0;
  std::int64_t threads = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t processor_time_us = 0;  // of the processes that still run
};

// One thread's share of the scheduler, from /proc/PID/task/TID/schedstat and stat.
struct ThreadTimes {
  std::int64_t on_processor_ns = 0;
  std::int64_t waiting_ns = 0;  // runnable, waiting for a processor
  std::int64_t slices = 0;      // times it was put on a processor
  bool asleep = false;
};
using ThreadSnapshot = std::map<int, ThreadTimes>;

[[nodiscard]] Vitals read_vitals(const std::vector<ProcessOfTree>& tree);
[[nodiscard]] Vitals read_vitals(int pid);
[[nodiscard]] ThreadSnapshot read_threads(int pid);

// Every thread sleeps: interruptibly, or stopped; waiting for the disk is no sleep.
[[nodiscard]] bool all_asleep(const ThreadSnapshot& snapshot);

// Every thread sleeps in both snapshots and none ran in between.
[[nodiscard]] bool stayed_asleep(const ThreadSnapshot& before, const ThreadSnapshot& after);

// Every thread of both snapshots slept in one of them, or ran in between: of none is a wait for a
// processor left out, which is counted when it ends.
[[nodiscard]] bool slept_or_ran(const ThreadSnapshot& before, const ThreadSnapshot& after);

// A thread that was on a processor for this share of the time that it could use was not waiting: it
// is in a loop, or at work.
inline constexpr std::int64_t busy_percent = 80;

// The largest share of `span_ns` that one thread was on a processor, in percent. A wait for a
// processor is no evidence of anything.
[[nodiscard]] std::int64_t busiest_percent(const ThreadSnapshot& before,
                                           const ThreadSnapshot& after, std::int64_t span_ns);

// The most processor time that one thread got.
[[nodiscard]] std::int64_t most_processor_time_ns(const ThreadSnapshot& before,
                                                  const ThreadSnapshot& after);

// How long threads were runnable but had no processor, all of them together, for one may wait for
// another: time that the subject could not use.
[[nodiscard]] std::int64_t total_wait_ns(const ThreadSnapshot& before, const ThreadSnapshot& after);

// The process is dead or dying: a zombie, gone, or in exit(2) (PF_EXITING), with its descriptors
// closed or about to be.
[[nodiscard]] bool is_exiting(int pid);

// How the process ended, as wait(2) would say, while its parent has not asked yet. Nothing when it
// still runs, or is gone; 0 when it is not ours to read.
[[nodiscard]] std::optional<int> wait_status_of_zombie(int pid);

// Every thread of the process is stopped by a signal (SIGSTOP), or it is gone.
[[nodiscard]] bool is_stopped(int pid);

// The process of the tree that holds a descriptor of the socket with this inode, or 0.
[[nodiscard]] int holder_of_socket(const std::vector<ProcessOfTree>& tree, std::uint32_t inode);

// Whether a process of the tree below and including `pid` holds one.
[[nodiscard]] bool holds_socket(int pid, std::uint32_t inode);

}  // namespace wiretrial::exec
