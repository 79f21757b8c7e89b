// Shares out what there is only so much of, such as descriptors: who needs more than is left waits.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

namespace wiretrial::exec {

class Budget {
 public:
  explicit Budget(std::size_t amount) : whole_(amount), left_(amount) {}

  // Waits until so much is left; in the order of arrival, or who needs much would wait for ever.
  // Returns what was taken: all there is, when it is less than what is needed. `while_waiting` is
  // called now and then, and throws when nobody shall wait any more.
  [[nodiscard]] std::size_t take(
      std::size_t needed, const std::function<void()>& while_waiting = [] {}) {
    const std::size_t taken = std::min(needed, whole_);
    std::unique_lock lock(mutex_);
    const std::uint64_t turn = next_turn_++;
    const auto served = [&] { return turn == now_served_ && left_ >= taken; };
    while (!changed_.wait_for(lock, longest_wait, served)) while_waiting();
    left_ -= taken;
    ++now_served_;
    lock.unlock();
    changed_.notify_all();
    return taken;
  }

  void give_back(std::size_t taken) {
    {
      const std::lock_guard lock(mutex_);
      left_ += std::min(taken, whole_ - left_);
    }
    changed_.notify_all();
  }

  // How many wait now.
  [[nodiscard]] std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(next_turn_ - now_served_);
  }

 private:
  static constexpr std::chrono::milliseconds longest_wait{50};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t whole_;
  std::size_t left_;
  std::uint64_t next_turn_ = 0;
  std::uint64_t now_served_ = 0;
};

// A part of the budget, for as long as it lives.
class Share {
 public:
  // As Budget::take.
  Share(
      Budget& budget, std::size_t needed, const std::function<void()>& while_waiting = [] {})
      : budget_(budget), taken_(budget.take(needed, while_waiting)) {}
  ~Share() { budget_.give_back(taken_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

 private:
  Budget& budget_;
  std::size_t taken_;
};

}  // namespace wiretrial::exec
