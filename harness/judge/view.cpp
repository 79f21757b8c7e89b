#include "harness/judge/view.hpp"

#include <algorithm>
#include <array>

#include "harness/judge/judged_part.hpp"
#include "harness/protocol/byte_frame.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::judge {

using model::Event;
using model::EventKind;
using model::Step;

namespace {

constexpr std::array<std::string_view, 8> sanitizer_marks{
    "ERROR: AddressSanitizer",  "ERROR: HWAddressSanitizer",        "ERROR: LeakSanitizer",
    "ERROR: ThreadSanitizer",   "WARNING: ThreadSanitizer",         "ERROR: MemorySanitizer",
    "WARNING: MemorySanitizer", "ERROR: UndefinedBehaviorSanitizer"};

// UndefinedBehaviorSanitizer writes "file.c:12:3: runtime error: ..."; programs say "runtime error:
// ..." for errors of their own, which are no crash.
bool has_undefined_behaviour(std::string_view text) {
  constexpr std::string_view mark = ": runtime error: ";
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    if (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9') return true;
  }
  return false;
}

bool has_sanitizer_report(std::string_view text) {
  return has_undefined_behaviour(text) ||
         std::any_of(sanitizer_marks.begin(), sanitizer_marks.end(), [text](std::string_view mark) {
           return text.find(mark) != std::string_view::npos;
         });
}

// The signals that ask a process to end; the others (SIGSTOP, SIGCONT, SIGHUP) excuse nothing.
struct EndingSignal {
  std::string_view name;
  std::int64_t number;
};
constexpr std::int64_t kill_number = 9;
constexpr std::array<EndingSignal, 3> ending_signals{
    {{"SIGTERM", 15}, {"SIGINT", 2}, {"SIGKILL", kill_number}}};

// The signals by which the kernel, or the program itself, ends what has gone wrong (signal(7)).
constexpr std::array<std::int64_t, 7> fault_signals{4, 5, 6, 7, 8, 11, 31};
// Those by which processes ask each other to end: a master has workers that it needs no more.
constexpr std::array<std::int64_t, 6> asking_signals{1, 2, 3, 10, 12, 15};

template <std::size_t Size>
bool is_among(const std::array<std::int64_t, Size>& numbers, std::int64_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

constexpr std::string_view control_prefix = "control.";
// What the events of a StartSecond step's process have in place of a connection.
constexpr std::string_view second_process = "second";

// Whether an event is about a process of a pair; these stand in place of a connection.
bool is_process_of_pair(const std::string& name) {
  return name == model::client_process || name == model::server_process;
}

// The step that a path like "3.1" or "control.2" names, or nothing.
const Step* step_at(std::string_view path, const std::vector<Step>& steps,
                    const std::vector<Step>& control) {
  const std::vector<Step>* level = &steps;
  if (path.starts_with(control_prefix)) {
    path.remove_prefix(control_prefix.size());
    level = &control;
  }
  while (!path.empty()) {
    const auto dot = path.find('.');
    const std::string_view digits = path.substr(0, dot);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos ||
        digits.size() > 6) {
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

class Reader {
 public:
  Reader(const std::vector<Step>& steps, const std::vector<Step>& control)
      : steps_(steps), control_(control) {}

  RunView read(const model::Evidence& evidence) {
    const auto& events = evidence.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i].kind != EventKind::expecting) {
        take(events[i], i);
        continue;
      }
      const std::size_t begin = i;
      forget_deadlines();
      in_moment_ = true;
      // What follows under the same step answers the expectation.
      while (i + 1 < events.size() && events[i + 1].step == events[begin].step &&
             events[i + 1].kind != EventKind::expecting &&
             events[i + 1].kind != EventKind::round_end) {
        ++i;
        take(events[i], i);
      }
      in_moment_ = false;
      add_moment(events[begin], begin);
    }
    view_.process = process_;
    view_.server = server_;
    view_.connections = connections_;
    return std::move(view_);
  }

 private:
  void forget_deadlines() {
    for (ProcessView* process : {&process_, &second_, &server_})
      process->deadline = process->ended_late = false;
    for (auto& [name, connection] : connections_)
      connection.deadline = connection.ended_late = false;
    processor_time_ms_.reset();
  }

  void add_moment(const Event& event, std::size_t index) {
    const Step* step = step_at(event.step, steps_, control_);
    const auto* expect = step == nullptr ? nullptr : std::get_if<model::Expect>(step);
    if (expect == nullptr) return;
    Moment moment{event.step,
                  expect->on,
                  &expect->expectation,
                  index,
                  in_control_,
                  {},
                  second_.started && !in_control_ ? second_ : process_,
                  processor_time_ms_};
    for (auto& [name, connection] : connections_) {
      if (!belongs(name, expect->on)) continue;
      moment.connections.push_back(connection);
      if (expect->expectation.kind == model::ExpectationKind::bytes) {
        take_bytes(expect->expectation.match_bytes, connection);
      }
    }
    if (!in_control_ && !moment.connections.empty()) {
      view_.last_connection_words = moment.connections.back().ending_words();
    }
    view_.moments.push_back(std::move(moment));
  }

  static void take_bytes(const model::ByteMatch& match, ConnectionView& connection) {
    const std::string_view left = connection.not_taken();
    const bool ended = connection.ending != Ending::none;
    // Behind other bytes than the expected ones nothing has a place: what follows is no finding of
    // its own.
    if (!match.framed && !left.starts_with(match.exact.data)) {
      connection.taken += left.size();
      return;
    }
    const auto size = protocol::matched_size(match, left, ended);
    connection.taken += std::min(size.value_or(left.size()), left.size());
  }

  void take(const Event& event, std::size_t index) {
    ConnectionView& connection = connections_[event.connection];
    switch (event.kind) {
      case EventKind::started:
        take_start(event);
        break;
      case EventKind::not_ready:
        view_.not_ready_at = index;
        view_.not_ready_reason = event.detail;
        break;
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
        connection.failure =
            event.kind == EventKind::not_accepted ? "the client did not connect" : event.detail;
        break;
      case EventKind::sent:
        take_sent(connection, event, index);
        break;
      case EventKind::received:
        if (!connection.first_received_at) connection.first_received_at = index;
        connection.received.append(event.data);
        break;
      case EventKind::fin_received:
      case EventKind::rst_received:
        connection.ending = event.kind == EventKind::fin_received ? Ending::fin : Ending::rst;
        connection.ended_late = connection.deadline;
        break;
      case EventKind::half_closed:
        connection.half_closed = true;
        break;
      case EventKind::rst_sent:
        connection.ended_by_us = true;
        break;
      // The tidying up after the last step is logged under that step, and is no part of its answer.
      case EventKind::closed:
        connection.ended_by_us = connection.ended_by_us || !in_moment_;
        break;
      case EventKind::deadline:
        take_deadline(event);
        break;
      case EventKind::barrier:
        view_.approximate = view_.approximate || event.detail == "undecided";
        break;
      case EventKind::control_begin:
        in_control_ = true;
        break;
      case EventKind::process_alive:
        process_of(event).started = true;
        break;
      case EventKind::harness_error:
        view_.harness_error_at = index;
        break;
      case EventKind::fault_injected:
      case EventKind::fault_not_injected:
      case EventKind::fault_not_armed:
        take_fault(event, index);
        break;
      default:
        take_process_event(event, index);
        break;
    }
  }

  void take_fault(const Event& event, std::size_t index) {
    if (event.kind == EventKind::fault_not_armed) {
      view_.fault_not_armed_at = index;
      return;
    }
    if (event.kind == EventKind::fault_not_injected && event.number != 0) {
      view_.absent_place_at = index;
    }
    const Step* step = step_at(event.step, steps_, control_);
    const bool inside = step != nullptr && (std::holds_alternative<model::Inject>(*step) ||
                                            std::holds_alternative<model::Storm>(*step));
    if (!inside) return;
    if (event.kind == EventKind::fault_injected) {
      view_.fault_fired = true;
    } else {
      view_.fault_missed_at = index;
    }
  }

  void take_deadline(const Event& event) {
    const auto time = event.figures.find("processor_time_ms");
    if (time != event.figures.end()) processor_time_ms_ = time->second;
    if (is_process_of_pair(event.connection)) {
      process_of(event).deadline = true;
    } else if (event.connection.empty()) {
      (second_.started && !in_control_ ? second_ : process_).deadline = true;
    } else {
      connections_[event.connection].name = event.connection;
      connections_[event.connection].deadline = true;
    }
  }

  ProcessView& process_of(const Event& event) {
    if (event.connection == second_process) return second_;
    return event.connection == model::server_process ? server_ : process_;
  }

  void take_sent(ConnectionView& connection, const Event& event, std::size_t index) {
    const Step* step = step_at(event.step, steps_, control_);
    const auto* send = step == nullptr ? nullptr : std::get_if<model::Send>(step);
    if (!event.data.empty()) {
      connection.sent.append(event.data);  // what went through a proxy stands in the evidence
    } else if (send != nullptr && event.offset <= send->bytes.data.size()) {
      // An urgent byte is not in the stream.
      const bool urgent = send->urgent_at == event.offset && event.length == 1;
      if (urgent) return;
      connection.sent.append(std::string_view(send->bytes.data).substr(event.offset, event.length));
    } else {
      return;
    }
    connection.sent_at.push_back(index);
    connection.sent_total.push_back(connection.sent.size());
  }

  void take_start(const Event& event) {
    if (event.connection != second_process) second_ = {};
    ProcessView& process = process_of(event);
    process = {};
    process.started = true;
  }

  void take_end(const Event& event, std::size_t index, ProcessView& process) {
    process.ended = true;
    process.ended_late = process.deadline;
    process.by_signal = event.kind == EventKind::signalled;
    process.status = event.number;
    if (!process.ended_as_asked()) {
      view_.ends.push_back({index, &process == &second_, &process == &server_, process, ""});
    }
  }

  // A process for one connection may end as it likes, but for a fault. A worker has others to
  // serve: only an end that somebody asked for is none of its faults.
  void take_descendant_end(const Event& event, std::size_t index, const ProcessView& process) {
    if (event.detail == "unknown") return;
    const bool by_signal = event.detail == "signalled";
    const auto worker = event.figures.find("worker");
    const bool is_worker = worker != event.figures.end() && worker->second != 0;
    const bool excused = !is_worker || process.asked_to_end() ||
                         (by_signal && is_among(asking_signals, event.number));
    if (excused && !(by_signal && is_among(fault_signals, event.number))) return;
    End end{index, false, &process == &server_, process,
            is_worker ? "a worker of its master" : "a process that it had started"};
    end.process.ended = true;
    end.process.by_signal = by_signal;
    end.process.status = event.number;
    view_.ends.push_back(std::move(end));
  }

  void take_process_event(const Event& event, std::size_t index) {
    ProcessView& process = process_of(event);
    switch (event.kind) {
      case EventKind::descendant_ended:
        take_descendant_end(event, index, process);
        break;
      case EventKind::left_behind:
        process.left_behind = view_.left_behind = event.detail;
        break;
      case EventKind::exited:
      case EventKind::signalled:
        take_end(event, index, process);
        break;
      case EventKind::signal_sent:
        process.asked_to_end_by = event.detail;
        break;
      case EventKind::standard_output:
        process.output.append(event.data);
        break;
      case EventKind::standard_error:
        process.error.append(event.data);
        if (!view_.sanitizer_at && has_sanitizer_report(process.error)) {
          view_.sanitizer_at = index;
          view_.sanitized = process;
        }
        break;
      case EventKind::vitals:
        view_.snapshots[event.detail] = {event.figures, index};
        break;
      case EventKind::watched: {
        const auto ratio = event.figures.find("busy_ratio_percent");
        if (ratio != event.figures.end() && ratio->second >= spin_percent) {
          view_.spun_at = index;
          view_.server_spun = &process == &server_;
        }
        break;
      }
      default:
        break;
    }
  }

  const std::vector<Step>& steps_;
  const std::vector<Step>& control_;
  RunView view_;
  std::map<std::string, ConnectionView> connections_;
  ProcessView process_;
  ProcessView second_;  // of a StartSecond step: from there on the process on trial
  ProcessView server_;  // of a pair, whose client is `process_`
  std::optional<std::int64_t> processor_time_ms_;  // at a deadline of the current expectation
  bool in_control_ = false;
  bool in_moment_ = false;
};

}  // namespace

bool used_up_processor(std::span<const model::Evidence> evidence) {
  const auto shows = [](const Event& event) {
    const auto ratio = event.figures.find("busy_ratio_percent");
    return ratio != event.figures.end() && ratio->second >= spin_percent;
  };
  return std::any_of(evidence.begin(), evidence.end(), [&](const model::Evidence& run) {
    return std::any_of(run.events.begin(), run.events.end(), shows);
  });
}

bool ConnectionView::answered_early() const {
  if (!first_received_at) return false;
  const auto size = protocol::declared_size(sent);
  if (!size) {
    // Without a usable length the message is complete when its header is; before that every byte is
    // early.
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
  if (ended_late) return "open_at_deadline";
  switch (ending) {
    case Ending::fin:
      return "fin";
    case Ending::rst:
      return "rst";
    case Ending::none:
      break;
  }
  return deadline ? "open_at_deadline" : "";
}

namespace {

auto ending_signal(const std::string& name) {
  return std::find_if(ending_signals.begin(), ending_signals.end(),
                      [&name](const EndingSignal& signal) { return signal.name == name; });
}

}  // namespace

bool ProcessView::asked_to_end() const {
  return ending_signal(asked_to_end_by) != ending_signals.end();
}

bool ProcessView::ended_as_asked() const {
  const auto asked = ending_signal(asked_to_end_by);
  if (!ended || asked == ending_signals.end()) return false;
  return !by_signal || status == asked->number || status == kill_number;
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
