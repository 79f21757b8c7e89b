// A child process with its pipes. The one place that starts programs; Boost.Process stays behind
// it.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace wiretrial::exec {

// The program could not be started; the message names it and the reason. Nothing is left running.
class ChildError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ChildCommand {
  std::vector<std::string> arguments;  // the program first; looked up in PATH when it has no slash
  std::string working_directory;       // empty: ours
  std::vector<std::string> environment;  // "NAME=value", besides ours and instead of it
  bool die_with_parent =
      false;  // SIGKILL when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG)
};

// Called from the io_context's thread. `on_exit` comes last, once, with the status of wait(2); all
// output came before.
struct ChildEvents {
  std::function<void(std::string_view)> on_output;
  std::function<void(std::string_view)> on_error;
  std::function<void(int wait_status)> on_exit;
};

// Runs in a session of its own, with default signal dispositions. Destroying it kills the process
// if it still runs.
class Child {
 public:
  // Throws ChildError. `context` must outlive the child.
  Child(boost::asio::io_context& context, const ChildCommand& command, ChildEvents events);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int pid() const;
  // True until `on_exit` was called.
  [[nodiscard]] bool running() const;
  // Whether everything that the process has done so far was handed to `events`: nothing is left in
  // its pipes, and its end, if it has ended, was told.
  [[nodiscard]] bool all_told() const;
  // Sends the signal (signal(7)) if the process still runs.
  void signal(int number);
  // Writes to the child's standard input without waiting for it: what it does not take at once is
  // kept, and written while the event loop runs. False when the child is known to have closed it.
  bool write(std::string_view bytes);
  // After what was written before.
  void close_input();
  // Reads no more of its output until told otherwise, for a caller that has no room for it; nor is
  // its end told meanwhile.
  void pause_output();
  void resume_output();

 private:
  class State;
  std::shared_ptr<State> state_;
};

// The path of a program as execvp(3) would find it, or empty.
[[nodiscard]] std::string find_program(const std::string& name,
                                       const std::string& working_directory);

}  // namespace wiretrial::exec
