#include "cli/calibration.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>

namespace wiretrial::cli {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

// On an idle machine a short sleep ends within a fraction of a millisecond; later than this the
// machine is loaded.
constexpr std::chrono::microseconds nap(500);
constexpr Milliseconds usual_lateness(10);
constexpr int sleeps = 40;
// The same for work: so long it takes at most on a machine that a developer would use.
constexpr Milliseconds usual_work_time(60);
constexpr std::uint64_t work_rounds = 4'000'000;
constexpr double most = 10;

Milliseconds worst_lateness() {
  Milliseconds worst(0);
  for (int i = 0; i < sleeps; ++i) {
    const auto began = Clock::now();
    std::this_thread::sleep_for(nap);
    worst = std::max(worst, Milliseconds(Clock::now() - began) - Milliseconds(nap));
  }
  return worst;
}

Milliseconds work_time() {
  const auto began = Clock::now();
  volatile std::uint64_t state = 1;
  for (std::uint64_t i = 0; i < work_rounds; ++i)
    state = state * 6364136223846793005U + 1442695040888963407U;
  return Clock::now() - began;
}

}  // namespace

std::future<double> begin_calibration() {
  return std::async(std::launch::async, measure_calibration);
}

double measure_calibration() {
  const double lateness = worst_lateness() / usual_lateness;
  const double work = work_time() / usual_work_time;
  return std::clamp(std::max(lateness, work), 1.0, most);
}

}  // namespace wiretrial::cli
