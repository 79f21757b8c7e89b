// The harness's end of a guard.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/exec/child.hpp"
#include "harness/exec/frame.hpp"
#include "harness/exec/subject_deadline.hpp"

namespace wiretrial::exec {

// One process that a guard started for us, as far as its frames have told.
struct GuardedProcess {
  int pid = 0;
  bool started = false;
  bool ended = false;
  int wait_status = 0;  // of wait(2), once it ended
  std::string failure;  // why it could not be started
  std::string output;
  std::string error;
  int flushes = 0;                  // how often the guard has answered `flush`
  std::function<void()> on_change;  // called after each change, when set
};

// Starts processes through a guard. Frames are handled while `context` runs; everything is
// single-threaded. Nothing waits for the guard, which may wait until its output is read: what it
// does not take at once is written while `context` runs.
class GuardLink {
 public:
  // Starts the guard, which is `program guard`. Throws ChildError. `context` must outlive the link.
  // A guard that says nothing for so long as `patience`, counted while `context` runs, and for half
  // of it in time that it could use, is taken for gone: it is asked now and then and answers at
  // once.
  GuardLink(boost::asio::io_context& context, const std::string& program,
            std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Closes the guard's input and waits until it has ended everything and itself, at most a few
  // seconds; then, or at once when somebody has stopped it (SIGSTOP), does that from outside.
  ~GuardLink();
  GuardLink(const GuardLink&) = delete;
  GuardLink& operator=(const GuardLink&) = delete;

  // `environment`: "NAME=value" for each variable that the process gets besides ours.
  [[nodiscard]] std::shared_ptr<GuardedProcess> start(
      const std::vector<std::string>& arguments, const std::string& working_directory,
      const std::vector<std::string>& environment = {});
  void signal(const GuardedProcess& process, int number);
  // Asks the guard to tell all that the process has written, and its end; `flushes` is one more
  // when it has. A process that never stops writing is given up on.
  void flush(const GuardedProcess& process);
  // Asks the guard to end everything; `all_stopped` turns true when it has, `survivors` says what
  // it could not end.
  void stop_all();
  [[nodiscard]] bool all_stopped() const { return pending_stops_ == 0; }
  [[nodiscard]] int survivors() const { return survivors_; }
  // `handle` is called with the process id and wait status (wait(2)) of each process that has ended
  // after its parent had.
  void on_orphan(std::function<void(int pid, int wait_status)> handle) {
    on_orphan_ = std::move(handle);
  }
  // Of the guard, which adopts what its processes leave behind; 0 when there is none.
  [[nodiscard]] int pid() const { return guard_ ? guard_->pid() : 0; }
  // False when the guard itself is gone: an error of the harness, and `failure` says which.
  [[nodiscard]] bool alive() const { return failure_.empty(); }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // Puts a new guard in the place of one that is gone, or that cannot end what it started; all
  // processes of the old one end. Where none can be started, `alive` stays false.
  void restart();

 private:
  void begin();
  void end();
  void ask_now_and_then();
  void handle(const Frame& frame);
  void send(const Frame& frame);
  void send(FrameKind kind, const GuardedProcess& process, const std::string& payload);

  boost::asio::io_context& context_;
  std::string program_;
  std::chrono::milliseconds patience_;
  boost::asio::steady_timer timer_;
  int unanswered_ = 0;  // how often the guard was asked since it said something
  std::chrono::steady_clock::time_point silent_since_;
  TimeAccount time_of_silence_;  // of the guard, since it was asked in vain for the first time
  FrameReader frames_;
  std::map<std::uint32_t, std::shared_ptr<GuardedProcess>> processes_;
  std::uint32_t next_number_ = 1;
  int pending_stops_ = 0;
  int survivors_ = 0;
  std::function<void(int pid, int wait_status)> on_orphan_;
  std::string failure_;
  std::shared_ptr<const bool> asking_;  // gone when the guard is; a timer may fire later
  std::unique_ptr<Child> guard_;
};

}  // namespace wiretrial::exec
