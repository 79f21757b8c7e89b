#include <algorithm>

#include "harness/exec/machine.hpp"
#include "harness/protocol/byte_frame.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

using model::EventKind;
using model::ExpectationKind;
using std::chrono::milliseconds;

namespace {

// Bytes that come one by one, or without end, are waited for so many deadlines, and so many of them
// are kept, before what was expected counts as missing.
constexpr int most_progress = 60;
constexpr std::uint64_t most_bytes = 1ULL << 29;

bool is_about_process(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::running:
    case ExpectationKind::success:
    case ExpectationKind::failure:
    case ExpectationKind::success_or_failure:
    case ExpectationKind::exit:
    case ExpectationKind::failing_exit:
    case ExpectationKind::written:
      return true;
    default:
      return false;
  }
}

bool is_about_vitals(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::sockets_released:
    case ExpectationKind::memory_bounded:
    case ExpectationKind::memory_settled:
    case ExpectationKind::no_spin:
    case ExpectationKind::processor_time_proportional:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Worker::Machine::perform_step(const model::Expect& step) {
  log_->add(EventKind::expecting, step.on, std::string(model::name_of(step.expectation.kind)));
  const ExpectationKind kind = step.expectation.kind;
  if (is_about_vitals(kind)) return;
  if (is_pair()) {
    expect_in_pair(step);
  } else if (is_about_process(kind)) {
    expect_on_process(step.expectation);
  } else {
    expect_on_connections(step);
  }
  note_sockets_of(step.on);
}

milliseconds Worker::Machine::budget_for(ExpectationKind kind) const {
  // What a program writes while it waits is due before its limit is over.
  const bool ends_client = is_about_process(kind) && kind != ExpectationKind::written;
  const bool waits_for_limit = kind == ExpectationKind::closed || kind == ExpectationKind::end ||
                               (plan_->role != model::Role::server && ends_client);
  milliseconds limit(0);
  for (const std::string& name : plan_->limits_awaited) {
    const auto found = plan_->settings.values.find(name);
    if (found != plan_->settings.values.end()) limit = std::max(limit, milliseconds(found->second));
  }
  // A sender waits twice as long for each time that a packet was lost (RFC 6298, 5.5): after an
  // outage the next attempt may be as far away as the outage was long.
  return (waits_for_limit ? reaction() + limit : reaction()) + outage_;
}

// It may still be starting, until it has a socket, and may take as long as a server.
void Worker::Machine::let_program_start() {
  const auto started = [this] {
    return process_ended() || read_vitals(on_trial_->pid).sockets > 0;
  };
  SubjectDeadline deadline = deadline_of_subject(surroundings_.readiness_deadline);
  pump(started, deadline);
}

void Worker::Machine::expect_on_process(const model::Expectation& expectation) {
  if (on_trial_ == nullptr) return;
  handle_ready();
  if (expectation.kind == ExpectationKind::running || !on_trial_->guarded) return;
  // A second server has no connection: those that there are belong to the first.
  if (connections_.empty() || on_trial_ == &second_) let_program_start();
  const std::string& text = expectation.program.written;
  // A server has ended when nothing of it listens any more.
  const auto listens_on = [&] {
    return expectation.kind == ExpectationKind::exit && on_trial_ == &server_ &&
           inspector_.find_listener(endpoint_).has_value();
  };
  const auto done = [&] {
    return (process_ended() && !listens_on()) || (!text.empty() && on_trial_->has_written(text));
  };
  const bool again = expectation.kind != ExpectationKind::written;
  const auto over = [&] { return done() || (again && comes_again()); };
  Awaited awaited = Awaited::came;
  // Each time that a client tries, it has the whole time to notice what it meets.
  while (true) {
    if (again) watch_queue();
    awaited = await(over, budget_for(expectation.kind), "");
    if (awaited != Awaited::came || done()) break;
    serve_again();
  }
  if (awaited == Awaited::came) {
    log_process(*on_trial_);
  } else if (process_ended()) {
    note_left_behind();
  }
  uses_up_processor_ = uses_up_processor_ || awaited == Awaited::deadline_at_work;
}

bool Worker::Machine::has_come(const model::Expectation& expectation,
                               const Connection& connection) {
  switch (expectation.kind) {
    case ExpectationKind::silence:
      return connection.bytes_received() > connection.bytes_taken();
    case ExpectationKind::request: {
      const auto size = protocol::declared_size(connection.stream());
      return size && connection.bytes_received() >= *size;
    }
    case ExpectationKind::bytes: {
      const auto size =
          protocol::matched_size(expectation.match_bytes, connection.stream_not_taken(), false);
      return size && connection.bytes_received() - connection.bytes_taken() >= *size;
    }
    default:
      return false;
  }
}

void Worker::Machine::expect_on_connections(const model::Expect& step) {
  const ExpectationKind kind = step.expectation.kind;
  watch_for_connection();
  Group& connections = group(step.on);
  handle_ready();
  if (kind == ExpectationKind::nothing || kind == ExpectationKind::open) {
    return let_subject_settle();
  }
  const auto done = [&](const Connection& connection) {
    return !connection.connected() || !connection.open() || connection.ended() ||
           has_come(step.expectation, connection);
  };
  bool expired = false;
  const auto latest = Clock::now() + most_progress * budget_for(kind);
  for (const auto& connection : connections) {
    // A connection that sends keeps its time: the deadline runs from the last progress. The members
    // of a group wait side by side, so when it has passed for one it has passed for all.
    while (!done(*connection)) {
      if (Clock::now() >= latest || connection->bytes_received() >= most_bytes) {
        log_->add(EventKind::deadline, connection->name());
        expired = deadline_passed_ = true;
        break;
      }
      const std::uint64_t before = connection->bytes_received();
      const auto over = [&] { return done(*connection) || connection->bytes_received() > before; };
      const auto budget = expired ? milliseconds(0) : budget_for(kind);
      const Due due = kind == ExpectationKind::silence ? Due::nothing : Due::something;
      const Awaited awaited = await(over, budget, connection->name(), due);
      if (awaited == Awaited::came) continue;
      uses_up_processor_ = uses_up_processor_ || awaited == Awaited::deadline_at_work;
      expired = true;
      break;
    }
    if (kind == ExpectationKind::bytes) {
      connection->take(protocol::matched_size(step.expectation.match_bytes,
                                              connection->stream_not_taken(), connection->ended()));
    } else if (!brief_) {
      note_half_close(*connection);
    }
  }
  end_missed_ = end_missed_ || (expired && kind != ExpectationKind::silence);
}

}  // namespace wiretrial::exec
