#include "harness/exec/subject_deadline.hpp"

#include <algorithm>
#include <utility>

namespace wiretrial::exec {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int most_budgets = 10;
// A process that hardly gets a processor may need that long for nearly nothing.
constexpr std::chrono::seconds least_bound(60);
// An account that is incomplete is asked for again so soon.
constexpr milliseconds next_account(10);

}  // namespace

void TimeAccount::take(ThreadSnapshot now, Duration elapsed) {
  const Duration since = elapsed - elapsed_;
  const Duration wanted(most_processor_time_ns(last_, now) + total_wait_ns(last_, now));
  wants_processor_ = since > Duration(0) && 2 * wanted >= since;
  incomplete_ = !slept_or_ran(last_, now);
  // Threads that wait side by side lose no more than the time that went by, and whoever was on a
  // processor could use that time, however long its other threads waited.
  lost_ = std::min(lost_ + Duration(total_wait_ns(last_, now)), elapsed);
  const Duration used(most_processor_time_ns(first_, now));
  usable_ = std::max(usable_, std::min(used, elapsed));
  if (!incomplete_) usable_ = std::max(usable_, elapsed - lost_);
  elapsed_ = elapsed;
  last_ = std::move(now);
}

TimeAccount::Duration TimeAccount::processor_time() const {
  return Duration(most_processor_time_ns(first_, last_));
}

std::int64_t TimeAccount::busy_percent() const {
  return busiest_percent(first_, last_, usable_.count());
}

SubjectDeadline::SubjectDeadline(int pid, Clock::duration budget)
    : pid_(pid),
      budget_(budget),
      most_(most_budgets * budget),
      began_(Clock::now()),
      latest_(began_ + (pid > 0 ? std::max<Clock::duration>(most_, least_bound) : budget)),
      next_look_(began_ + budget),
      account_(pid > 0 ? read_threads(pid) : ThreadSnapshot{}) {}

bool SubjectDeadline::passed() {
  if (Clock::now() < next_look_) return false;
  look();
  const auto now = Clock::now();
  if (now >= latest_) return true;
  if (!account_.is_incomplete() && account_.usable() >= budget_) return true;
  const auto left = account_.is_incomplete() ? next_account : budget_ - account_.usable();
  next_look_ = std::min(latest_, now + std::chrono::duration_cast<Clock::duration>(left));
  return false;
}

bool SubjectDeadline::exhausted() const {
  return account_.usable() >= most_ || Clock::now() >= latest_;
}

void SubjectDeadline::look() {
  // The time first: a look that is itself held up must not make the subject look idle.
  const auto elapsed = Clock::now() - began_;
  account_.take(pid_ > 0 ? read_threads(pid_) : ThreadSnapshot{}, elapsed);
}

void SubjectDeadline::extend(Clock::duration more) {
  // Whoever extends it at every step pays for a look now and then only.
  if (next_look_ - Clock::now() > more * 3 / 4) return;
  look();
  budget_ = std::chrono::duration_cast<Clock::duration>(account_.usable()) + more;
  next_look_ = std::min(latest_, Clock::now() + more);
}

}  // namespace wiretrial::exec
