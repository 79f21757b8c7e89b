#include "harness/exec/log.hpp"

#include <algorithm>

#include "harness/model/elapsed.hpp"

namespace wiretrial::exec {

using model::Event;
using model::EventKind;

namespace {

// Equal in all that belongs to the canonical evidence; barrier states, times and process output do
// not.
bool same_but_for_time(const Event& left, const Event& right) {
  return left.kind == right.kind && left.step == right.step &&
         left.connection == right.connection && left.offset == right.offset &&
         left.length == right.length && left.number == right.number &&
         left.detail == right.detail && left.data == right.data;
}

bool varies(const Event& event) {
  return event.kind == EventKind::barrier || event.kind == EventKind::sockets ||
         event.kind == EventKind::slow || event.kind == EventKind::standard_output ||
         event.kind == EventKind::standard_error;
}

}  // namespace

Event& Log::add(EventKind kind, const std::string& connection, std::string detail) {
  Event event;
  event.kind = kind;
  event.step = step_;
  event.connection = connection;
  event.detail = std::move(detail);
  event.at_ms = model::elapsed_ms(std::chrono::steady_clock::now() - began_);
  evidence_.events.push_back(std::move(event));
  return evidence_.events.back();
}

void Log::add_data(EventKind kind, const std::string& connection, std::string_view data,
                   std::uint64_t offset) {
  if (!evidence_.events.empty()) {
    Event& last = evidence_.events.back();
    if (last.kind == kind && last.connection == connection && last.step == step_) {
      last.data += data;
      last.length += data.size();
      return;
    }
  }
  Event& event = add(kind, connection);
  event.data = data;
  event.length = data.size();
  event.offset = offset;
}

void Log::begin_round() {
  round_begin_ = evidence_.events.size();
  add(EventKind::round_begin);
}

void Log::end_round() {
  auto& events = evidence_.events;
  if (round_before_ && equals_round_before(round_before_begin_, round_begin_)) {
    events.resize(round_begin_);
    ++events.back().number;  // the round_end of the round before
    return;
  }
  add(EventKind::round_end).number = 1;
  round_before_begin_ = round_begin_;
  round_before_ = true;
}

bool Log::equals_round_before(std::size_t before, std::size_t begin) const {
  const auto& events = evidence_.events;
  std::size_t left = before;
  std::size_t right = begin;
  const auto skip = [&events](std::size_t& position, std::size_t end) {
    while (position < end && varies(events[position])) ++position;
  };
  while (true) {
    skip(left, begin - 1);  // the last event before `begin` is the round_end
    skip(right, events.size());
    const bool left_done = left >= begin - 1;
    const bool right_done = right >= events.size();
    if (left_done || right_done) return left_done && right_done;
    if (!same_but_for_time(events[left++], events[right++])) return false;
  }
}

}  // namespace wiretrial::exec
