#include "harness/hunt/triage_queue.hpp"

#include <algorithm>
#include <utility>

namespace wiretrial::hunt {

using Clock = std::chrono::steady_clock;

namespace {

// Each may hold the exchanges that a server met before.
constexpr std::size_t most_waiting = 16;

// Whoever hangs or spins is waited for again and again.
bool waits_out_deadlines(const Suspicion& suspicion) {
  return suspicion.key.ends_with("|hang") || suspicion.key.ends_with("|spin");
}

}  // namespace

TriageQueue::TriageQueue(const std::vector<Chase>& chases, std::atomic<bool>& over,
                         std::chrono::milliseconds most_time)
    : chases_(chases), over_(over), most_time_(most_time), known_(chases.size()), thread_([this] {
        work();
      }) {}

TriageQueue::~TriageQueue() {
  stop();
}

bool TriageQueue::has_room() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() < most_waiting;
}

void TriageQueue::add(std::size_t chase, Suspicion suspicion) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({chase, std::move(suspicion)});
  }
  changed_.notify_all();
}

std::vector<TriageQueue::Result> TriageQueue::take() {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return std::exchange(results_, {});
}

bool TriageQueue::idle() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !working_ && results_.empty() && !failure_;
}

void TriageQueue::wait(std::chrono::milliseconds most) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] {
    return !results_.empty() || failure_ || (waiting_.empty() && !working_);
  });
}

void TriageQueue::stop() {
  over_.store(true);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

double TriageQueue::seconds() const {
  const std::lock_guard lock(mutex_);
  return seconds_;
}

void TriageQueue::work() {
  for (;;) {
    Waiting one;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      one = next();
      working_ = true;
    }
    const auto began = Clock::now();
    look_into_one(one);
    {
      const std::lock_guard lock(mutex_);
      working_ = false;
      seconds_ += std::chrono::duration<double>(Clock::now() - began).count();
      if (failure_) return;
    }
    changed_.notify_all();
  }
}

TriageQueue::Waiting TriageQueue::next() {
  auto chosen = std::find_if_not(waiting_.begin(), waiting_.end(), [](const Waiting& one) {
    return waits_out_deadlines(one.suspicion);
  });
  if (chosen == waiting_.end()) chosen = waiting_.begin();
  Waiting one = std::move(*chosen);
  waiting_.erase(chosen);
  return one;
}

void TriageQueue::look_into_one(const Waiting& one) {
  try {
    TriageOutcome outcome =
        look_into(chases_[one.chase], one.suspicion, known_[one.chase], most_time_, over_);
    if (const auto* finding = std::get_if<Finding>(&outcome)) {
      known_[one.chase].emplace(signature_of(*finding), finding->key);
    }
    const std::lock_guard lock(mutex_);
    results_.push_back({one.chase, one.suspicion.key, std::move(outcome)});
  } catch (...) {
    // What `over` breaks off throws whatever it likes.
    const std::lock_guard lock(mutex_);
    if (!over_.load()) failure_ = std::current_exception();
  }
}

}  // namespace wiretrial::hunt
