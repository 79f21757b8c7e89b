// How long a client waits before it connects again (PROTOCOL.md WAV-7 to WAV-10).
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace wiretrial::impl {

struct DelayOptions {
  // The upper end of the first delay, and of the largest; at least 1 ms.
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds largest{30'000};
};

// Each delay is drawn from the upper half of a range whose upper end doubles from one loss to the
// next, up to the largest: many clients that lost the same server do not come back at one moment.
class DelayPolicy {
 public:
  // The same seed gives the same delays.
  DelayPolicy(const DelayOptions& options, std::uint64_t seed);

  // The delay after one more loss, in whole milliseconds.
  [[nodiscard]] std::chrono::milliseconds next();

  // The peer was reached: the next delay is a first one.
  void reset() { upper_end_ = options_.first; }

 private:
  DelayOptions options_;
  std::chrono::milliseconds upper_end_;
  std::mt19937_64 random_;
};

}  // namespace wiretrial::impl
