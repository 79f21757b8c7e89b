// One system call of a traced process, stopped before the kernel does it (x86-64).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <sys/types.h>

#include "harness/preload/decision.hpp"

#if defined(__x86_64__)
#include <sys/user.h>

namespace wiretrial::exec {

// The calls that the tracer wants to see, for the filter.
struct TracedNumber {
  long number = 0;
  preload::Call call = preload::Call::recv;
};
[[nodiscard]] const std::vector<TracedNumber>& traced_numbers();

// Decides about the calls of all processes of one subject.
class CallClamp {
 public:
  explicit CallClamp(preload::Channel& channel) : channel_(channel) {}

  // Looks at the call that the thread is stopped before and changes it where a rule hits. True when
  // its registers have to be put back behind the call: `put_back` is then to be called there.
  bool before_call(pid_t thread);
  void put_back(pid_t thread);

 private:
  struct Socket {
    bool tcp = false;
    std::uint32_t ordinal = 0;
  };

  struct Changed {
    user_regs_struct registers{};  // as they were before the call
    preload::Call call = preload::Call::recv;
  };

  Socket look_at(int descriptor);
  void refuse(pid_t thread, user_regs_struct& registers, preload::Call call, int error);

  preload::Channel& channel_;
  std::map<std::uint64_t, std::uint32_t> ordinals_;  // by inode
  std::map<pid_t, Changed> changed_;
};

}  // namespace wiretrial::exec
#endif
