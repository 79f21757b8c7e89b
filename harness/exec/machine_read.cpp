#include <algorithm>

#include "harness/exec/machine.hpp"
#include "harness/protocol/stop_point.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;

namespace {

// The time between two looks at a socket that nothing tells us about.
constexpr milliseconds window_look(1);

std::string place_name(const model::Read& step) {
  if (step.stop_in == "end") return "end";
  const std::string number = std::to_string(*step.stop_at);
  return step.stop_in.empty() ? number : step.stop_in + "+" + number;
}

std::string what_is_too_short(const model::Read& step, std::size_t length) {
  return "the subject's message has no " + place_name(step) + ": its " +
         (step.stop_in.empty() ? "length" : step.stop_in) + " is " + std::to_string(length) +
         " bytes";
}

}  // namespace

void Worker::Machine::perform_step(const model::Read& step) {
  for (const auto& connection : group(step.on)) {
    if (!step.stop_at) {
      connection->start_reading(step.bytes_at_once);
    } else {
      read_exactly(*connection, step);
    }
  }
}

// How many bytes the place stands for may show only as the message comes: what is known to lie
// before it is read first.
void Worker::Machine::read_exactly(Connection& connection, const model::Read& step) {
  if (connection.bytes_received() == 0) connection.keep_stream();
  while (true) {
    const auto point = protocol::find_stop_point(step.stop_in, *step.stop_at, connection.stream());
    if (point.length_found) {
      auto& event = log_->add(EventKind::fault_not_injected, connection.name(),
                              what_is_too_short(step, *point.length_found));
      event.number = 1;  // the message has no such place
      event.figures["length_bytes"] = static_cast<std::int64_t>(*point.length_found);
      place_is_lacking_ = true;
      return;
    }
    connection.read_to(point.offset);
    if (connection.bytes_received() >= point.offset && point.final) {
      auto& event = log_->add(EventKind::fault_injected, connection.name(),
                              "reading stopped at " + place_name(step));
      event.offset = connection.bytes_received();
      return;
    }
    if (connection.bytes_received() >= point.offset || await_progress(connection)) continue;
    log_->add(EventKind::fault_not_injected, connection.name(),
              connection.open() && !connection.ended() ? "no more bytes came by the deadline"
                                                       : "the connection had ended");
    return;
  }
}

// Waits for a byte; false when none came by the deadline or the connection has ended.
bool Worker::Machine::await_progress(Connection& connection) {
  const std::uint64_t before = connection.bytes_received();
  const auto over = [&] {
    return connection.bytes_received() > before || connection.ended() || !connection.open() ||
           !connection.connected();
  };
  return await(over, reaction(), connection.name()) == Awaited::came &&
         connection.bytes_received() > before;
}

void Worker::Machine::perform_step(const model::AwaitZeroWindow& step) {
  for (const auto& connection : group(step.on)) {
    std::optional<SocketState> state;
    const auto blocked = [&] {
      state = inspector_.find(connection->peer(), connection->own());
      return !state || process_ended() ||
             (state->send_queue > 0 && state->timer == zero_window_timer);
    };
    SubjectDeadline deadline = deadline_of_subject(reaction());
    while (!blocked() && !deadline.passed()) {
      pump([] { return false; }, Clock::now() + window_look);
    }
    if (!state || state->send_queue == 0 || state->timer != zero_window_timer) {
      log_->add(EventKind::fault_not_injected, connection->name(),
                state ? "the window never closed" : "the connection had ended");
      continue;
    }
    const auto ours = inspector_.find(connection->own(), connection->peer());
    auto& event = log_->add(EventKind::fault_injected, connection->name(), "zero window");
    event.figures = {{"receive_queue_bytes", ours ? ours->receive_queue : 0},
                     {"send_queue_bytes", state->send_queue},
                     {"window_bytes", state->send_window}};
  }
}

}  // namespace wiretrial::exec
