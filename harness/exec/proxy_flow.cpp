#include "harness/exec/proxy_flow.hpp"

#include <algorithm>

#include "harness/exec/stream_place.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

using model::Direction;
using model::EventKind;
using model::ProxyFaultKind;
using model::SideAction;
using std::chrono::milliseconds;

namespace {

// Bytes of a slow line go in portions, one in so many milliseconds.
constexpr milliseconds portion_time(10);
constexpr std::size_t portions_in_second = 100;

bool is_point(ProxyFaultKind kind) {
  return kind == ProxyFaultKind::cut || kind == ProxyFaultKind::drop ||
         kind == ProxyFaultKind::freeze || kind == ProxyFaultKind::kill ||
         kind == ProxyFaultKind::stall;
}

std::string milliseconds_words(milliseconds time) {
  return std::to_string(time.count()) + " ms";
}

// The next number of a sequence that the seed decides (splitmix64).
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t value = state += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

std::string words_for(const model::ProxyFault& fault) {
  switch (fault.kind) {
    case ProxyFaultKind::cut:
      return "client " + std::string(model::name_of(fault.to_client)) + ", server " +
             std::string(model::name_of(fault.to_server));
    case ProxyFaultKind::kill:
      return fault.process + (fault.unread ? " with an unread byte" : "");
    case ProxyFaultKind::stall:
    case ProxyFaultKind::slow_close:
      return milliseconds_words(fault.delay);
    case ProxyFaultKind::latency:
      return milliseconds_words(fault.delay) +
             (fault.jitter.count() > 0 ? " give or take " + milliseconds_words(fault.jitter) : "");
    case ProxyFaultKind::bandwidth:
      return std::to_string(fault.bytes_per_second) + " bytes a second";
    case ProxyFaultKind::segments:
      return std::string(model::name_of(fault.segments)) +
             (fault.segment_bytes > 0 ? " " + std::to_string(fault.segment_bytes) : "");
    default:
      return "";
  }
}

}  // namespace

ProxyFlow::ProxyFlow(std::string name, Direction direction, Legs legs, Log& log,
                     const ProxyHooks& hooks)
    : name_(std::move(name)),
      direction_(direction),
      to_client_(direction == Direction::response),
      client_(std::move(legs.first)),
      server_(std::move(legs.second)),
      log_(log),
      hooks_(hooks) {
  source().on_received([this](std::string_view bytes) { take(bytes); });
}

void ProxyFlow::attach(const Armed& armed, const std::string& earlier) {
  switch (armed->fault.kind) {
    case ProxyFaultKind::segments:
      segments_ = armed;
      break;
    case ProxyFaultKind::latency:
      latency_ = armed;
      random_state_ = armed->fault.seed;
      break;
    case ProxyFaultKind::bandwidth:
      bandwidth_ = armed;
      break;
    case ProxyFaultKind::slow_close:
      slow_close_ = armed;
      break;
    case ProxyFaultKind::half_close:
      half_close_ = armed;
      break;
    default:
      if (is_point(armed->fault.kind)) points_.push_back(armed);
      if (changes_bytes(armed->fault.kind)) {
        editors_.emplace_back(armed, StreamEditor(armed->fault, earlier));
      }
  }
}

void ProxyFlow::take(std::string_view bytes) {
  raw_ += bytes;
  std::string edited(bytes);
  for (auto& [armed, editor] : editors_) {
    edited = editor.feed(edited);
    if (editor.fired()) fire(*armed, editor.offset(), editor.done());
    armed->reason = editor.impossible();
  }
  append(edited);
}

void ProxyFlow::append(std::string_view edited) {
  if (edited.empty()) return;
  out_ += edited;
  if (!latency_) return;
  const auto& fault = latency_->fault;
  fire(*latency_, 0, "");
  auto delay = fault.delay;
  if (fault.jitter.count() > 0) {
    const auto width = static_cast<std::uint64_t>(2 * fault.jitter.count() + 1);
    delay +=
        milliseconds(static_cast<std::int64_t>(next_random(random_state_) % width)) - fault.jitter;
  }
  auto due = Clock::now() + std::max(delay, milliseconds(0));
  if (!due_.empty()) due = std::max(due, due_.back().second);
  due_.emplace_back(out_.size(), due);
}

void ProxyFlow::note_source_end() {
  source_ended_ = true;
  std::string rest;
  for (auto& [armed, editor] : editors_) {
    rest = editor.feed(rest) + editor.finish();
    if (editor.fired()) fire(*armed, editor.offset(), editor.done());
  }
  append(rest);
}

void ProxyFlow::fire(ArmedFault& armed, std::size_t offset, const std::string& what) {
  if (armed.fired) return;
  armed.fired = true;
  const std::string words = what.empty() ? words_for(armed.fault) : what;
  auto& event =
      log_.add(EventKind::fault_injected, name_,
               std::string(model::name_of(armed.fault.kind)) + " in the " +
                   std::string(model::name_of(direction_)) + (words.empty() ? "" : ": " + words));
  event.offset = offset;
}

void ProxyFlow::abandon() {
  discarding_ = over_ = true;
}

// One of our two ends does to its program what the cut says.
void ProxyFlow::tell(SideAction action, bool client) {
  if (action == SideAction::none) return;
  Connection& leg = client ? *client_ : *server_;
  ProxyFlow& towards = client == to_client_ ? *this : *opposite_;
  ProxyFlow& from = client == to_client_ ? *opposite_ : *this;
  towards.abandon();
  if (action == SideAction::fin) leg.finish();
  if (action == SideAction::rst) leg.reset();
  if (action == SideAction::freeze) leg.stop_reading();
  if (action != SideAction::fin) from.abandon();
}

void ProxyFlow::perform(ArmedFault& armed) {
  const model::ProxyFault& fault = armed.fault;
  hooks_.barrier(target(), to_client_);
  fire(armed, passed_, "");
  switch (fault.kind) {
    case ProxyFaultKind::cut:
      abandon();
      tell(fault.to_client, true);
      tell(fault.to_server, false);
      break;
    case ProxyFaultKind::drop:
      abandon();
      break;
    case ProxyFaultKind::freeze:
      tell(SideAction::freeze, true);
      tell(SideAction::freeze, false);
      break;
    case ProxyFaultKind::stall:
      not_before_ = Clock::now() + fault.delay;
      break;
    default: {
      // The byte that comes to lie unread is the next one of the stream.
      const std::string_view next = std::string_view(out_).substr(std::min(passed_, out_.size()));
      hooks_.kill(target(), fault.process == model::client_process,
                  fault.unread ? next.substr(0, 1) : std::string_view());
      discarding_ = true;
    }
  }
}

// Fires the point that the stream has reached; `limit` becomes the offset of the next one.
bool ProxyFlow::fire_due_point(std::size_t& limit) {
  for (const Armed& armed : points_) {
    if (armed->fired) continue;
    const FoundPlace place = find_place(out_, armed->fault.at);
    armed->reason = place.impossible;
    if (!place.impossible.empty()) continue;
    if (!place.offset) {
      if (!source_ended_) limit = std::min(limit, passed_);
      continue;
    }
    limit = std::min(limit, std::max(*place.offset, passed_));
    // A response begins with its first byte, not with the connection; an unread byte must be there.
    const bool needs_byte = (*place.offset == 0 && to_client_) || armed->fault.unread;
    if (*place.offset > passed_ || (needs_byte && out_.size() <= *place.offset)) continue;
    perform(*armed);
    return true;
  }
  return false;
}

// How much of the edited stream may go by latency and bandwidth.
std::size_t ProxyFlow::released() const {
  std::size_t end = out_.size();
  if (latency_) {
    end = passed_;
    for (const auto& [until, due] : due_) {
      if (due > Clock::now()) break;
      end = std::max(end, until);
    }
  }
  if (bandwidth_) {
    const std::size_t portion =
        std::max<std::size_t>(1, bandwidth_->fault.bytes_per_second / portions_in_second);
    end = std::min(end, passed_ + portion);
  }
  return end;
}

// Where the next segment ends; `passed_` when it is not whole yet.
std::size_t ProxyFlow::segment_end(std::size_t available) {
  if (!segments_) return available;
  const std::string_view message = std::string_view(out_).substr(message_begin_);
  const auto header_end = protocol::declared_header_end(message);
  const auto size = protocol::declared_size(message);
  if (size && passed_ >= message_begin_ + *size && *size > 0) {
    message_begin_ += *size;
    return segment_end(available);
  }
  const std::size_t end = size ? message_begin_ + *size : out_.size() + 1;
  const auto whole = [&](std::size_t wanted) {
    return wanted <= available ? wanted : source_ended_ ? available : passed_;
  };
  switch (segments_->fault.segments) {
    case model::ProxySegments::each_byte:
      return std::min(passed_ + 1, available);
    case model::ProxySegments::of_size:
      return whole(std::min(passed_ + segments_->fault.segment_bytes, end));
    case model::ProxySegments::fields:
      for (const std::size_t field : {std::size_t{2}, header_end.value_or(0)}) {
        if (message_begin_ + field > passed_) return whole(message_begin_ + field);
      }
      return whole(end);
    case model::ProxySegments::whole_message:
      return whole(end);
  }
  return available;
}

bool ProxyFlow::send_next(std::size_t limit) {
  const std::size_t end = segment_end(std::min(limit, released()));
  if (end <= passed_) return false;
  if (segments_) fire(*segments_, passed_, "");
  if (bandwidth_) {
    fire(*bandwidth_, passed_, "");
    not_before_ = Clock::now() + portion_time;
  }
  in_flight_ = out_.substr(passed_, end - passed_);
  auto& event = log_.add(EventKind::sent, target().name());
  event.offset = passed_;
  event.length = in_flight_.size();
  event.data = in_flight_;
  passed_ = end;
  sending_ = true;
  target().send(in_flight_);
  return true;
}

bool ProxyFlow::pass_end_on() {
  if (half_close_) {
    fire(*half_close_, passed_, "the end is not passed on");
    over_ = true;
    return true;
  }
  if (slow_close_ && !slow_close_->fired) {
    fire(*slow_close_, passed_, "");
    not_before_ = Clock::now() + slow_close_->fault.delay;
    return true;
  }
  over_ = true;
  if (source().ended_by_fin()) {
    target().finish();
  } else {
    hooks_.barrier(target(), to_client_);
    target().reset();
    opposite_->abandon();
  }
  return true;
}

bool ProxyFlow::work() {
  if (over_) return false;
  if (sending_) {
    if (target().sending() && target().open()) return false;
    sending_ = false;
    if (segments_) hooks_.barrier(target(), to_client_);
    return true;
  }
  if (source().ended() && !source_ended_) note_source_end();
  if (Clock::now() < not_before_) return false;
  const bool unreachable = target().failed() || target().send_failed() || !target().open();
  if (unreachable) discarding_ = true;
  if (!unreachable && !target().connected()) return false;
  std::size_t limit = out_.size();
  if (!discarding_) {
    if (fire_due_point(limit) || send_next(limit)) return true;
  }
  const bool all_passed = discarding_ || passed_ >= out_.size();
  return source_ended_ && all_passed && pass_end_on();
}

Clock::time_point ProxyFlow::next_due() const {
  if (over_) return Clock::time_point::max();
  if (not_before_ > Clock::now()) return not_before_;
  for (const auto& [until, due] : due_) {
    if (until > passed_) return due;
  }
  return Clock::time_point::max();
}

bool ProxyFlow::delivered_message() const {
  const auto size = protocol::declared_size(std::string_view(out_).substr(0, passed_));
  return size && *size <= passed_;
}

void ProxyFlow::explain_unfired() {
  const std::string ended = "the " + std::string(model::name_of(direction_)) +
                            (source_ended_ ? " ended" : " stood") + " after " +
                            std::to_string(raw_.size()) + " bytes, before its place";
  const auto explain = [&](const Armed& armed) {
    if (armed && !armed->fired && armed->reason.empty()) armed->reason = ended;
  };
  for (const Armed& armed : points_) explain(armed);
  for (const auto& entry : editors_) explain(entry.first);
  for (const Armed& armed : {segments_, latency_, bandwidth_, slow_close_, half_close_}) {
    explain(armed);
  }
}

}  // namespace wiretrial::exec
