// A session's deadline on a clock that moves when the fuzzer says so.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "impl/session/deadline.hpp"

namespace wiretrial::fuzz {

using Milliseconds = std::chrono::milliseconds;

class Timer {
 public:
  // Takes note of the deadline that the session has now; see impl::Deadline.
  void follow(const impl::Deadline& deadline, Milliseconds now) {
    if (deadline.kind == impl::DeadlineKind::none) {
      due_.reset();
    } else if (!due_ || deadline.generation != generation_) {
      due_ = now + deadline.duration;
    }
    generation_ = deadline.generation;
  }

  [[nodiscard]] const std::optional<Milliseconds>& due() const { return due_; }
  [[nodiscard]] bool is_over(Milliseconds now) const { return due_ && *due_ <= now; }

 private:
  std::optional<Milliseconds> due_;
  std::uint64_t generation_ = 0;
};

}  // namespace wiretrial::fuzz
