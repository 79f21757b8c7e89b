#include "harness/exec/gate.hpp"

#include <array>
#include <ctime>
#include <new>

#include <semaphore.h>

#include "harness/exec/interrupted.hpp"

namespace wiretrial::exec {

namespace {

// How long a wait for a place may last before the interruption flag is looked at.
constexpr long longest_wait_ns = 50'000'000;
constexpr long second_ns = 1'000'000'000;

timespec soon() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);  // the clock of sem_timedwait(3)
  time.tv_nsec += longest_wait_ns;
  if (time.tv_nsec >= second_ns) {
    time.tv_nsec -= second_ns;
    ++time.tv_sec;
  }
  return time;
}

}  // namespace

// A process may end at any point without harm: nothing in here is ever locked.
struct Gate::Shared {
  explicit Shared(int places) { ::sem_init(&free, 1, static_cast<unsigned>(places)); }

  sem_t free{};
  std::atomic<int> owed{0};  // places that were taken though none was free
  std::array<std::atomic<int>, most_holders + 1> held{};  // by each holder; may be below zero
};

Gate::Gate(int places) : memory_(sizeof(Shared)), shared_(new (memory_.address()) Shared(places)) {}

Gate::Gate(const std::string& path, std::size_t holder)
    : memory_(path, sizeof(Shared)),
      shared_(static_cast<Shared*>(memory_.address())),
      holder_(holder) {}

void Gate::enter(const std::atomic<bool>& interrupted, std::atomic<std::uint64_t>* turns) {
  for (timespec until = soon(); ::sem_timedwait(&shared_->free, &until) != 0; until = soon()) {
    if (interrupted.load()) throw Interrupted();
    if (turns != nullptr) ++*turns;
  }
  ++shared_->held[holder_];
}

void Gate::enter_again() {
  if (::sem_trywait(&shared_->free) != 0) ++shared_->owed;
  ++shared_->held[holder_];
}

// What is owed is paid first: as long as more are in than there are places, nobody new comes in.
void Gate::leave() {
  --shared_->held[holder_];
  int owed = shared_->owed.load();
  while (owed > 0) {
    if (shared_->owed.compare_exchange_weak(owed, owed - 1)) return;
  }
  ::sem_post(&shared_->free);
}

void Gate::release_places_of(std::size_t holder) {
  for (int held = shared_->held[holder].exchange(0); held > 0; --held) {
    ++shared_->held[holder_];
    leave();
  }
}

}  // namespace wiretrial::exec
