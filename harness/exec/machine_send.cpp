#include <algorithm>

#include "harness/exec/machine.hpp"
#include "harness/model/further.hpp"

namespace wiretrial::exec {

using model::EventKind;

namespace {

constexpr const char* connection_had_ended = "the connection had ended";

// The ends of the segments, in order: where the step cuts, where it stops, around the urgent byte,
// and before what is held back.
std::vector<std::size_t> segment_ends(const model::Send& step, std::size_t end) {
  std::vector<std::size_t> ends(step.cuts.begin(), step.cuts.end());
  ends.push_back(end);
  if (step.urgent_at) {
    ends.push_back(*step.urgent_at);
    ends.push_back(*step.urgent_at + 1);
  }
  if (step.held_back > 0) ends.push_back(end - std::min(end, step.held_back));
  std::sort(ends.begin(), ends.end());
  return ends;
}

}  // namespace

void Worker::Machine::perform_step(const model::Send& step) {
  if (step.barrier) watch_for_connection();
  const std::size_t size = step.bytes.data.size();
  const std::size_t end = std::min(step.stop_at.value_or(size), size);
  for (const auto& connection : group(step.on)) {
    std::size_t begin = 0;
    for (const std::size_t cut : segment_ends(step, end)) {
      if (cut <= begin || cut > end) continue;
      if (begin > 0 && step.barrier) {
        barrier(*connection);
        if (cut == end) let_subject_settle();
      }
      send_steps_cut(*connection, step, begin, cut);
      begin = cut;
    }
    if (step.barrier && end < size) {
      barrier(*connection);
      if (!brief_) let_subject_settle();
    }
  }
}

// Sends the bytes from `begin` to `cut` as the step says. What can no longer be sent is in the log
// too: which of our sends is the first to meet the end is a race.
void Worker::Machine::send_steps_cut(Connection& connection, const model::Send& step,
                                     std::size_t begin, std::size_t cut) {
  const std::string_view segment = std::string_view(step.bytes.data).substr(begin, cut - begin);
  const bool urgent = step.urgent_at == begin;
  const bool held_back =
      step.held_back > 0 && begin + step.held_back >= cut &&
      cut == std::min(step.stop_at.value_or(step.bytes.data.size()), step.bytes.data.size());
  if (!connection.connected() || !connection.open()) {
    if (urgent || held_back) note_not_injected(connection);
    return;
  }
  auto& event = log_->add(EventKind::sent, connection.name(), urgent ? "urgent" : "");
  event.offset = begin;
  event.length = cut - begin;
  if (model::is_further(connection.name())) event.data = segment;  // no step is on it
  if (connection.send_failed()) {
    log_->add(EventKind::send_failed, connection.name(), connection_had_ended);
    if (urgent || held_back) note_not_injected(connection);
  } else if (urgent) {
    connection.send_urgent(segment.front());
  } else if (held_back) {
    send_held_back(connection, segment, step.kernel_flushes);
  } else {
    send_segment(connection, segment);
  }
}

void Worker::Machine::note_not_injected(const Connection& connection) {
  log_->add(EventKind::fault_not_injected, connection.name(), connection_had_ended);
}

// Waits until the kernel has taken the segment; a subject that does not read is given the reaction
// deadline for each piece of progress.
void Worker::Machine::send_segment(Connection& connection, std::string_view segment) {
  connection.send(segment);
  if (segment.size() <= 4096) handle_ready();
  std::uint64_t before = 0;
  while (connection.sending() && connection.open()) {
    before = connection.bytes_sent();
    const auto progress = [&] {
      return !connection.sending() || connection.bytes_sent() > before || process_ended();
    };
    if (await(progress, reaction(), connection.name()) != Awaited::came || process_ended()) break;
  }
}

// That the bytes are with our kernel and not with the subject's shows in the counter of its socket.
void Worker::Machine::send_held_back(Connection& connection, std::string_view tail,
                                     bool kernel_flushes) {
  const std::uint64_t before = connection.bytes_sent();
  connection.hold_back(true);
  send_segment(connection, tail);
  if (!kernel_flushes) let_subject_settle();
  const auto state = inspector_.find(connection.peer(), connection.own());
  if (state && state->bytes_received <= before) {
    log_->add(EventKind::fault_injected, connection.name(), "the tail was held back");
  } else {
    log_->add(EventKind::fault_not_injected, connection.name(),
              state ? "the kernel had already let the tail go" : connection_had_ended);
  }
  if (kernel_flushes) barrier(connection);
  connection.hold_back(false);
}

}  // namespace wiretrial::exec
