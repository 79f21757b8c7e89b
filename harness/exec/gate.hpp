// Lets only so many trials work at once; a trial that waits out a deadline steps aside meanwhile.
#pragma once

#include <condition_variable>
#include <mutex>

namespace wiretrial::exec {

class Gate {
 public:
  explicit Gate(int places) : free_(places) {}

  void enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
};

}  // namespace wiretrial::exec
