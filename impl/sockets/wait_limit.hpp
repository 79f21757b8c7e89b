// A moment by which something is over.
#pragma once

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstddef>

namespace wiretrial::impl {

// Either a moment, or never. The clock is asked by whoever waits; the arithmetic is here.
class WaitLimit {
 public:
  using Clock = std::chrono::steady_clock;

  // There is no such moment: waiting goes on for ever.
  WaitLimit() = default;
  WaitLimit(Clock::time_point begin, std::chrono::milliseconds duration)
      : ends_(true), end_(begin + duration) {}

  [[nodiscard]] bool is_over(Clock::time_point now) const { return ends_ && now >= end_; }

  // What is left, for poll(2): -1 is for ever, and a part of a millisecond counts as a whole one,
  // or the last of it would be a busy loop.
  [[nodiscard]] int left_ms(Clock::time_point now) const {
    if (!ends_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - now).count();
    return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
  }

  // The share of one of `count` attempts of which this is the next: an equal part of what is left,
  // so that one that never ends does not use up the time of those after it.
  [[nodiscard]] WaitLimit share(Clock::time_point now, std::size_t count) const {
    if (!ends_ || count <= 1) return *this;
    WaitLimit part = *this;
    part.end_ = now + std::max(Clock::duration(0), end_ - now) / static_cast<long>(count);
    return part;
  }

 private:
  bool ends_ = false;
  Clock::time_point end_;
};

[[nodiscard]] inline WaitLimit from_now(std::chrono::milliseconds duration) {
  return {WaitLimit::Clock::now(), duration};
}

}  // namespace wiretrial::impl
