// A program that says, line by line, what the protocol asks for; kept running and asked again and
// again.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::exec {

// Speaks to `wt-decode --each`: streams with their length in four bytes in front go in, one line
// comes out for each.
class ReferenceProcess {
 public:
  // Throws ChildError when the program cannot be started. `interrupted` outlives it.
  ReferenceProcess(const std::vector<std::string>& command, const std::atomic<bool>& interrupted);
  ~ReferenceProcess();
  ReferenceProcess(const ReferenceProcess&) = delete;
  ReferenceProcess& operator=(const ReferenceProcess&) = delete;

  // One line for each stream, without its end. The program ignores SIGPIPE. Throws
  // std::runtime_error when the program ended, or gave no line for ten seconds, and Interrupted.
  [[nodiscard]] std::vector<std::string> ask(std::span<const std::string_view> streams);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace wiretrial::exec
