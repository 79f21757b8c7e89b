// Learns how the processes below a subject's own end, although their parents are told and not we.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "harness/exec/descendants.hpp"

namespace wiretrial::exec {

// The end of a process that the harness did not start.
struct DescendantEnd {
  int pid = 0;
  int parent_pid = 0;         // 0 for one that was seen by its end alone
  std::string executable;     // its path; empty when it could not be read
  bool there_before = false;  // it was there before the trial began
  bool listened = false;      // it held the server's listening socket then
  // Of wait(2). Nothing on a kernel before Linux 6.15, when the parent asked before we could look.
  std::optional<int> wait_status;
};

// Holds a pidfd (pidfd_open(2)) of each process that was found below the subject's. Ends are
// noticed while `context` runs.
class ProcessWatch {
 public:
  // `context` must outlive the watch.
  explicit ProcessWatch(boost::asio::io_context& context) : context_(context) {}

  // Forgets every process, and what is known of its end.
  void clear();

  // Watches those below the tree's first process from now on, if it does not do so already.
  void look(const std::vector<ProcessOfTree>& tree);

  // What is watched now is no work of the trial that begins. `listener` is the inode of the
  // server's listening socket, when there is one.
  void begin_trial(std::optional<std::uint32_t> listener);

  // The guard, to which orphans fall, tells of an end.
  void orphan_ended(int pid, int wait_status);

  // Whether a process is on its way out, or out, and its end is not known yet.
  [[nodiscard]] bool is_one_ending();

  [[nodiscard]] bool watches() const { return !processes_.empty(); }
  // How many have not ended, as far as it is known.
  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] bool knows_end_of(int pid) const;
  // Whether this process runs the program, and was not there before the trial.
  [[nodiscard]] bool is_new(int pid, const std::string& executable) const;
  // The process that was the parent when this one was found; 0 when it was not.
  [[nodiscard]] int parent_of(int pid) const;

  // The ends since this was asked last.
  [[nodiscard]] std::vector<DescendantEnd> take_ends();

 private:
  struct Process {
    DescendantEnd end;  // as far as it is known
    // Without one where the system refuses it; then it is asked for now and then.
    std::unique_ptr<boost::asio::posix::stream_descriptor> descriptor;
    bool examined = false;  // whether it listens
    bool ended = false;
    bool taken = false;
  };

  void await_end(int pid, Process& process);
  static void take_end(int pid, Process& process);

  boost::asio::io_context& context_;
  std::map<int, std::shared_ptr<Process>> processes_;
};

}  // namespace wiretrial::exec
