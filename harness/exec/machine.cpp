#include "harness/exec/machine.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include <sched.h>

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {

// A wait shorter than this keeps its place at the gate.
constexpr milliseconds brief_wait(5);
// How often, at the least, is asked whether the subject sleeps meanwhile.
constexpr milliseconds longest_interval(100);
// How long one turn of the event loop may sleep before the interruption flag is looked at.
constexpr milliseconds loop_turn(50);
// The barrier asks again at once so often, then sleeps between questions.
constexpr int eager_questions = 200;
constexpr std::chrono::microseconds barrier_pause(100);
// The time between two snapshots that must both find the subject asleep on unread bytes.
constexpr std::chrono::microseconds settle_interval(500);
// A subject with threads that never rest is not waited for any longer.
constexpr milliseconds longest_settling(20);
// A subject found at work when its deadline passes gets so much more, again and again within the
// bound of a SubjectDeadline.
constexpr milliseconds unfinished_extension(100);
// A spin is measured over at least this time (DESIGN: spin).
constexpr milliseconds least_spin_window(950);

}  // namespace

void Worker::Machine::checkpoint() {
  if (turns_ != nullptr) turns_->fetch_add(1, std::memory_order_relaxed);
  if (surroundings_.interrupted->load()) throw Interrupted();
  if (!guard_.alive()) throw std::runtime_error(guard_.failure());
}

bool Worker::Machine::pump(const Predicate& predicate, Clock::time_point deadline) {
  while (!predicate()) {
    checkpoint();
    const auto left = deadline - Clock::now();
    context_.restart();
    if (left <= Clock::duration::zero()) {
      context_.poll();  // what came in time but was not looked at yet
      return predicate();
    }
    context_.run_one_for(std::min<Clock::duration>(left, loop_turn));
    if (proxy_ && !proxy_rests_) proxy_->work();
  }
  return true;
}

void Worker::Machine::handle_ready() {
  context_.restart();
  context_.poll();
}

bool Worker::Machine::pump(const Predicate& predicate, SubjectDeadline& deadline) {
  Presence presence(*surroundings_.gate);
  auto interval = brief_wait;
  for (auto sample = Clock::now() + interval;; sample = Clock::now() + interval) {
    if (pump(predicate, std::min(deadline.next_look(), sample))) return true;
    if (deadline.passed()) return false;
    if (Clock::now() < sample) continue;
    deadline.look();
    presence.step_aside(!deadline.account().wants_processor());
    interval = std::min(2 * interval, longest_interval);
  }
}

SubjectDeadline Worker::Machine::deadline_of_subject(Clock::duration budget) const {
  return SubjectDeadline(on_trial_ != nullptr ? on_trial_->pid : 0, budget);
}

Awaited Worker::Machine::await(const Predicate& predicate, milliseconds budget,
                               const std::string& connection, Due due) {
  const auto began = Clock::now();
  if (pump(predicate, began + std::min(brief_wait, budget))) return Awaited::came;
  SubjectDeadline deadline = deadline_of_subject(budget);
  std::size_t passed_before = bytes_on_the_way();
  bool holds = false;
  while (!(holds = pump(predicate, deadline)) && !deadline.exhausted()) {
    if (const std::size_t passed = bytes_on_the_way(); passed != passed_before) {
      passed_before = passed;  // asleep maybe, but only until we have done our part
    } else if (deadline.account().is_busy()) {
      break;
    } else if (deadline.account().asleep() && all_told() &&
               (on_trial_ == nullptr || all_asleep(read_threads(on_trial_->pid)))) {
      break;  // idle, and not by our fault
    }
    deadline.extend(unfinished_extension);  // at work, or waiting for the disk
  }
  if (!holds && on_trial_ != nullptr) {
    hear_of(*on_trial_);
    holds = predicate();
  }
  const bool of_process = connection.empty() && on_trial_ != nullptr;
  const std::string name = of_process ? name_of_process(*on_trial_) : connection;
  if (holds) {
    log_if_slow(name, duration_cast<milliseconds>(deadline.account().usable()), budget);
    return Awaited::came;
  }
  if (due == Due::nothing && deadline.account().is_busy()) watch_for_spin(budget);
  auto& event = log_->add(EventKind::deadline, name);
  deadline_passed_ = true;
  if (due == Due::nothing || !deadline.account().is_busy()) return Awaited::deadline;
  event.figures["busy_ratio_percent"] = deadline.account().busy_percent();
  event.figures["processor_time_ms"] =
      duration_cast<milliseconds>(deadline.account().processor_time()).count();
  return Awaited::deadline_at_work;
}

// Whether the guard had nothing to tell that we did not know: a subject asleep on a full pipe, or
// one that has ended, may look idle only because its guard was not given a processor.
bool Worker::Machine::all_told() {
  if (on_trial_ == nullptr || !on_trial_->guarded || on_trial_->guarded->ended) return true;
  const std::shared_ptr<GuardedProcess> process = on_trial_->guarded;
  const auto told = [&] { return std::make_pair(bytes_on_the_way(), process->ended); };
  const auto before = told();
  hear_of(*on_trial_);
  return told() == before;
}

// A subject is blamed for nothing that only its guard did not tell.
void Worker::Machine::hear_of(const SubjectProcess& process) {
  if (!process.guarded || process.guarded->ended) return;
  const std::shared_ptr<GuardedProcess> guarded = process.guarded;
  const int flushes = guarded->flushes;
  guard_.flush(*guarded);
  pump([&] { return guarded->flushes != flushes; }, Clock::time_point::max());
}

std::size_t Worker::Machine::bytes_on_the_way() const {
  const std::size_t passed = proxy_ ? proxy_->passed_bytes() : 0;
  if (on_trial_ == nullptr || !on_trial_->guarded) return passed;
  return passed + on_trial_->output_logged + on_trial_->error_logged;
}

// Slow: less than a fifth of the reaction deadline was left. Limits that the subject was told do
// not count as its own time.
void Worker::Machine::log_if_slow(const std::string& name, Clock::duration took,
                                  milliseconds allowed) {
  if (took <= allowed - reaction() / 5) return;
  auto& event = log_->add(EventKind::slow, name);
  event.figures["took_ms"] = std::chrono::duration_cast<milliseconds>(took).count();
  event.figures["allowed_ms"] = allowed.count();
}

// A thread that is busy for a span of time and for another one has nothing to finish: it spins. One
// span alone may have been the end of its work.
void Worker::Machine::watch_for_spin(milliseconds span) {
  const Predicate ended = [this] { return process_ended(); };
  SubjectDeadline watch = deadline_of_subject(std::max(span, least_spin_window));
  pump(ended, watch);
  if (process_ended()) return;
  log_watched(watch);
  uses_up_processor_ = watch.account().is_busy();
}

void Worker::Machine::log_watched(const SubjectDeadline& watch) {
  auto& event = log_->add(EventKind::watched, is_pair() ? name_of_process(*on_trial_) : "");
  event.figures["busy_ratio_percent"] = watch.account().busy_percent();
  event.figures["duration_ms"] = duration_cast<milliseconds>(watch.account().usable()).count();
}

// Two snapshots, `settle_interval` apart, with every thread asleep and none run in between.
bool Worker::Machine::settled(ThreadSnapshot& before, Clock::time_point& before_time) {
  if (on_trial_ == nullptr || on_trial_->pid == 0) return false;
  const auto now = Clock::now();
  if (before.empty()) {
    before = read_threads(on_trial_->pid);
    before_time = now;
    return false;
  }
  if (now - before_time < settle_interval) return false;
  ThreadSnapshot after = read_threads(on_trial_->pid);
  if (stayed_asleep(before, after)) return true;
  before = std::move(after);
  before_time = now;
  return false;
}

std::string Worker::Machine::barrier_state(Connection& connection) {
  std::optional<SubjectDeadline> deadline;
  std::uint64_t unread_before = 0;
  ThreadSnapshot before;
  Clock::time_point before_time;
  for (int question = 0;; ++question) {
    const auto state = inspector_.find(connection.peer(), connection.own());
    if (!state || state->state == tcp_state_close || state->inode == 0) {
      // Not accepted yet looks like closed, but a socket that was closed has another state.
      const bool waits_for_accept =
          state && (state->state == tcp_state_established || state->state == tcp_state_close_wait);
      if (!waits_for_accept) return "gone";
    }
    if (state && state->bytes_received >= connection.bytes_sent() && state->receive_queue == 0) {
      return "drained";
    }
    if (question < eager_questions) {
      ::sched_yield();
      continue;
    }
    // Whoever takes something of a long message has time for the rest.
    const std::uint64_t unread = connection.bytes_sent() + state->receive_queue -
                                 std::min(connection.bytes_sent(), state->bytes_received);
    if (!deadline) deadline = deadline_of_subject(reaction());
    if (unread < unread_before) deadline->extend(reaction());
    unread_before = unread;
    // A subject that sleeps with nothing to read waits for bytes that are still on their way.
    if (state->receive_queue > 0 && settled(before, before_time)) return "settled";
    if (deadline->passed() || process_ended()) return "undecided";
    checkpoint();
    std::this_thread::sleep_for(barrier_pause);
    handle_ready();
  }
}

// Gives the subject time to do what it will do with the bytes that it has: until all its threads
// sleep, but not for long. Then an answer that came too early has come, and is in the log before
// what we do next.
void Worker::Machine::let_subject_settle() {
  static_cast<void>(let_subject_settle(longest_settling));
}

// Whether it does sleep, or is gone.
bool Worker::Machine::let_subject_settle(milliseconds longest) {
  ThreadSnapshot before;
  Clock::time_point before_time;
  bool sleeps = settled(before, before_time);
  SubjectDeadline deadline = deadline_of_subject(longest);
  while (!sleeps && !before.empty() && !process_ended() && !deadline.passed()) {
    checkpoint();
    std::this_thread::sleep_for(settle_interval);
    sleeps = settled(before, before_time);
  }
  // Without threads it was reaped, and its guard is about to say so.
  if (before.empty()) return pump([this] { return process_ended(); }, Clock::now() + longest);
  handle_ready();
  return sleeps;
}

// The same without hurry: one that never sleeps has as much time as it may have for a reaction.
void Worker::Machine::let_subject_finish() {
  SubjectDeadline deadline = deadline_of_subject(reaction());
  while (!let_subject_settle(longest_settling) && !process_ended() && !deadline.passed()) {
  }
}

void Worker::Machine::barrier(Connection& connection) {
  if (!connection.connected() || !connection.open()) return;
  const std::string state = barrier_state(connection);
  log_->add(EventKind::barrier, connection.name(), state);
  handle_ready();
}

// After a FIN came: does the subject still hold its descriptor, and sleep? Asked again until it is
// one or the other, so that shutdown followed at once by close is never taken for a half-close.
void Worker::Machine::note_half_close(Connection& connection) {
  if (!connection.ended_by_fin() || !connection.open()) return;
  SubjectDeadline deadline = deadline_of_subject(reaction());
  ThreadSnapshot before;
  Clock::time_point before_time;
  while (!deadline.passed()) {
    const auto state = inspector_.find(connection.peer(), connection.own());
    if (!state || state->inode == 0) return;
    if (settled(before, before_time)) {
      log_->add(EventKind::half_closed, connection.name());
      return;
    }
    if (process_ended()) return;
    checkpoint();
    std::this_thread::sleep_for(barrier_pause);
  }
}

}  // namespace wiretrial::exec
