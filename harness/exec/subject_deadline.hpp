// Deadlines about a subject: they run in the time that it could use.
#pragma once

#include <chrono>
#include <cstdint>

#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

// What a process tree did with the time since the first snapshot. The time that it could use is
// what it spent on a processor or asleep; time in the run queue (schedstat, proc(5)) is its
// neighbours' doing.
class TimeAccount {
 public:
  using Duration = std::chrono::nanoseconds;

  TimeAccount() = default;
  explicit TimeAccount(ThreadSnapshot first) : first_(first), last_(std::move(first)) {}

  // Takes in a later snapshot, made so long after the first one.
  void take(ThreadSnapshot now, Duration elapsed);

  [[nodiscard]] Duration usable() const { return usable_; }
  // Of the thread that was on a processor for longest.
  [[nodiscard]] Duration processor_time() const;
  // The same as a share of the usable time, in percent.
  [[nodiscard]] std::int64_t busy_percent() const;
  [[nodiscard]] bool is_busy() const { return busy_percent() >= exec::busy_percent; }
  // Every thread slept at the last snapshot.
  [[nodiscard]] bool asleep() const { return all_asleep(last_); }
  // A thread wanted a processor for most of the time between the last two snapshots.
  [[nodiscard]] bool wants_processor() const { return wants_processor_; }
  // A thread has been in the run queue since the snapshot before: for how long, the kernel counts
  // only when it leaves.
  [[nodiscard]] bool is_incomplete() const { return incomplete_; }

 private:
  ThreadSnapshot first_;
  ThreadSnapshot last_;
  Duration elapsed_{0};
  Duration lost_{0};  // of threads that have ended, too, as far as they were seen
  Duration usable_{0};
  bool wants_processor_ = false;
  bool incomplete_ = false;
};

// A budget of usable time, which begins when it is made. It does not last for ever: after ten times
// as long on the clock, and a minute at the least, the deadline has passed whatever was missing.
class SubjectDeadline {
 public:
  using Clock = std::chrono::steady_clock;

  // `pid` 0: a process that nobody can look at; its deadline runs on the clock.
  SubjectDeadline(int pid, Clock::duration budget);

  // Until then the budget cannot be used up: no look at the kernel's accounts is worth its price.
  [[nodiscard]] Clock::time_point next_look() const { return next_look_; }
  // Looks, when it is time to; true when the subject has had its budget.
  [[nodiscard]] bool passed();
  // Looks in any case, to know what the subject does at this moment.
  void look();
  // The subject gets so much more than it has used by now.
  void extend(Clock::duration more);
  // It has had ten budgets, or the bound has passed: an extension would be one too many.
  [[nodiscard]] bool exhausted() const;

  [[nodiscard]] Clock::time_point latest() const { return latest_; }
  // As of the last look.
  [[nodiscard]] const TimeAccount& account() const { return account_; }

 private:
  int pid_;
  Clock::duration budget_;
  Clock::duration most_;
  Clock::time_point began_;
  Clock::time_point latest_;
  Clock::time_point next_look_;
  TimeAccount account_;
};

}  // namespace wiretrial::exec
