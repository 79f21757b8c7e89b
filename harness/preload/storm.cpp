#include "harness/preload/storm.hpp"

#include <csignal>
#include <ctime>

#include <pthread.h>

namespace wiretrial::preload {

namespace {

constexpr long us_per_second = 1'000'000;
constexpr long ns_per_us = 1'000;
// Counted from the end: run-time systems take theirs from the beginning.
constexpr int distance_from_last = 3;

Channel* storm_channel = nullptr;
timer_t timer{};
std::atomic<std::uint32_t> signals_here{0};

int storm_signal() {
  return SIGRTMAX - distance_from_last;
}

void set_timer(long interval_us) {
  itimerspec spec{};
  spec.it_interval.tv_sec = interval_us / us_per_second;
  spec.it_interval.tv_nsec = interval_us % us_per_second * ns_per_us;
  spec.it_value = spec.it_interval;
  ::timer_settime(timer, 0, &spec, nullptr);
}

void on_signal(int) {
  storm_channel->storm_sent.fetch_add(1, std::memory_order_relaxed);
  const auto count = signals_here.fetch_add(1, std::memory_order_relaxed) + 1;
  if (count == storm_channel->storm_signals) set_timer(0);
}

void start_timer() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = storm_signal();
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer) == 0) {
    set_timer(static_cast<long>(storm_channel->storm_interval_us));
  }
}

}  // namespace

void begin_storm(Channel& channel) {
  if (channel.storm_interval_us == 0) return;
  storm_channel = &channel;
  struct sigaction action {};
  action.sa_handler = on_signal;  // no SA_RESTART: that is the point
  ::sigaction(storm_signal(), &action, nullptr);
  start_timer();
  ::pthread_atfork(nullptr, nullptr, start_timer);  // timers are not inherited
}

}  // namespace wiretrial::preload
