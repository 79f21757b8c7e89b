#include "harness/judge/view.hpp"

#include <algorithm>
#include <array>

#include "harness/protocol/reader.hpp"

namespace wiretrial::judge {

using model::Event;
using model::EventKind;
using model::Step;

namespace {

constexpr std::array<std::string_view, 4> sanitizer_marks{
    "ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "WARNING: ThreadSanitizer", "runtime error: "};

constexpr std::string_view control_prefix = "control.";

// The step that a path like "3.1" or "control.2" names, or nothing.
const Step* step_at(std::string_view path, const std::vector<Step>& steps, const std::vector<Step>& control) {
  const std::vector<Step>* level = &steps;
  if (path.starts_with(control_prefix)) {
    path.remove_prefix(control_prefix.size());
    level = &control;
  }
  while (!path.empty()) {
    const auto dot = path.find('.');
    const std::string_view digits = path.substr(0, dot);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos || digits.size() > 6) {
      return nullptr;
    }
    const std::size_t index = std::stoul(std::string(digits));
    if (index >= level->size()) return nullptr;
    const Step& step = (*level)[index];
    if (dot == std::string_view::npos) return &step;
    const auto* repeat = std::get_if<model::Repeat>(&step);
    if (repeat == nullptr) return nullptr;
    level = &repeat->steps;
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

bool belongs(const std::string& connection, const std::string& name) {
  return connection == name || connection.starts_with(name + "#");
}

class Reader {
 public:
  Reader(const std::vector<Step>& steps, const std::vector<Step>& control) : steps_(steps), control_(control) {}

  RunView read(const model::Evidence& evidence) {
    const auto& events = evidence.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i].kind != EventKind::expecting) {
        take(events[i], i);
        continue;
      }
      const std::size_t begin = i;
      forget_deadlines();
      // What follows under the same step answers the expectation.
      while (i + 1 < events.size() && events[i + 1].step == events[begin].step &&
             events[i + 1].kind != EventKind::expecting && events[i + 1].kind != EventKind::round_end) {
        ++i;
        take(events[i], i);
      }
      add_moment(events[begin], begin);
    }
    view_.process = process_;
    return std::move(view_);
  }

 private:
  void forget_deadlines() {
    process_.deadline = false;
    for (auto& [name, connection] : connections_) connection.deadline = false;
  }

  void add_moment(const Event& event, std::size_t index) {
    const Step* step = step_at(event.step, steps_, control_);
    const auto* expect = step == nullptr ? nullptr : std::get_if<model::Expect>(step);
    if (expect == nullptr) return;
    Moment moment{event.step, &expect->expectation, index, in_control_, {}, process_};
    for (const auto& [name, connection] : connections_) {
      if (belongs(name, expect->on)) moment.connections.push_back(connection);
    }
    if (!in_control_ && !moment.connections.empty()) {
      view_.last_connection_words = moment.connections.back().ending_words();
    }
    view_.moments.push_back(std::move(moment));
  }

  void take(const Event& event, std::size_t index) {
    ConnectionView& connection = connections_[event.connection];
    switch (event.kind) {
      case EventKind::started: process_ = {}; process_.started = true; break;
      case EventKind::not_ready: view_.not_ready_at = index; break;
      case EventKind::connected:
      case EventKind::accepted:
        connection = {};
        connection.name = event.connection;
        connection.connected = true;
        break;
      case EventKind::connect_failed:
      case EventKind::not_accepted:
        connection = {};
        connection.name = event.connection;
        connection.failure = event.kind == EventKind::not_accepted ? "the client did not connect" : event.detail;
        break;
      case EventKind::sent: take_sent(connection, event, index); break;
      case EventKind::received:
        if (!connection.first_received_at) connection.first_received_at = index;
        connection.received += event.data;
        break;
      case EventKind::fin_received: connection.ending = Ending::fin; break;
      case EventKind::rst_received: connection.ending = Ending::rst; break;
      case EventKind::half_closed: connection.half_closed = true; break;
      case EventKind::rst_sent: connection.reset_by_us = true; break;
      case EventKind::deadline: take_deadline(event); break;
      case EventKind::barrier: view_.approximate = view_.approximate || event.detail == "undecided"; break;
      case EventKind::control_begin: in_control_ = true; break;
      case EventKind::process_alive: process_.started = true; break;
      case EventKind::harness_error: view_.harness_error_at = index; break;
      default: take_process_event(event, index); break;
    }
  }

  void take_deadline(const Event& event) {
    if (event.connection.empty()) {
      process_.deadline = true;
    } else {
      connections_[event.connection].name = event.connection;
      connections_[event.connection].deadline = true;
    }
  }

  void take_sent(ConnectionView& connection, const Event& event, std::size_t index) {
    const Step* step = step_at(event.step, steps_, control_);
    const auto* send = step == nullptr ? nullptr : std::get_if<model::Send>(step);
    if (send == nullptr || event.offset > send->bytes.data.size()) return;
    connection.sent += send->bytes.data.substr(event.offset, event.length);
    connection.sent_at.push_back(index);
    connection.sent_total.push_back(connection.sent.size());
  }

  void take_process_event(const Event& event, std::size_t index) {
    switch (event.kind) {
      case EventKind::exited:
      case EventKind::signalled:
        process_.ended = true;
        process_.by_signal = event.kind == EventKind::signalled;
        process_.status = event.number;
        if (!process_.asked_to_end && !view_.crashed_at) {
          view_.crashed_at = index;
          view_.in_control_when_crashed = in_control_;
        }
        break;
      case EventKind::signal_sent: process_.asked_to_end = true; break;
      case EventKind::standard_output: process_.output += event.data; break;
      case EventKind::standard_error:
        process_.error += event.data;
        for (const std::string_view mark : sanitizer_marks) {
          if (process_.error.find(mark) != std::string::npos) view_.sanitizer_at = index;
        }
        break;
      case EventKind::vitals: view_.snapshots[event.detail] = {event.figures, index}; break;
      case EventKind::watched: {
        const auto ratio = event.figures.find("busy_ratio_percent");
        if (ratio != event.figures.end() && ratio->second >= spin_percent) view_.spun_at = index;
        break;
      }
      default: break;
    }
  }

  const std::vector<Step>& steps_;
  const std::vector<Step>& control_;
  RunView view_;
  std::map<std::string, ConnectionView> connections_;
  ProcessView process_;
  bool in_control_ = false;
};

}  // namespace

bool ConnectionView::answered_early() const {
  if (!first_received_at) return false;
  const auto size = protocol::declared_size(sent);
  if (!size) {
    // Without a usable length the message is complete when its header is; before that every byte is early.
    const auto header_end = protocol::declared_header_end(sent);
    return !header_end || *header_end > sent.size();
  }
  if (*size > sent.size()) return true;
  for (std::size_t i = 0; i < sent_at.size(); ++i) {
    if (sent_total[i] >= *size) return *first_received_at < sent_at[i];
  }
  return false;
}

std::string ConnectionView::ending_words() const {
  if (!connected) return failure == "refused" ? "refused" : failure.empty() ? "timed_out" : failure;
  if (half_closed) return "half_close";
  switch (ending) {
    case Ending::fin: return "fin";
    case Ending::rst: return "rst";
    case Ending::none: break;
  }
  return deadline ? "open_at_deadline" : "";
}

std::string ProcessView::words() const {
  if (!ended) return started ? "alive" : "unknown";
  return (by_signal ? "signal " : "exited ") + std::to_string(status);
}

RunView read_run(const model::Evidence& evidence, const std::vector<Step>& steps,
                 const std::vector<Step>& control) {
  return Reader(steps, control).read(evidence);
}

}  // namespace wiretrial::judge
