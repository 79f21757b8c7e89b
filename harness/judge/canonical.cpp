#include "harness/judge/canonical.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "harness/judge/judged_part.hpp"
#include "harness/judge/pattern.hpp"
#include "harness/model/bytes.hpp"
#include "harness/model/hash.hpp"

namespace wiretrial::judge {

using model::Event;
using model::EventKind;

namespace {

// Bytes are written out up to here, and told apart by a hash beyond.
constexpr std::size_t shown_bytes = 256;

std::string words_for(const std::string& data) {
  std::string words =
      std::to_string(data.size()) + " bytes " + model::to_hex(data.substr(0, shown_bytes));
  if (data.size() > shown_bytes) words += "... hash " + std::to_string(model::hash_64(data, 0));
  return words;
}

bool belongs_to_canonical(EventKind kind) {
  switch (kind) {
    case EventKind::started:  // which trial gets a new server depends on the order of the trials
    case EventKind::ready:
    case EventKind::barrier:
    case EventKind::vitals:
    case EventKind::watched:
    case EventKind::closed:
    case EventKind::standard_output:
    case EventKind::standard_error:
    case EventKind::process_alive:
    case EventKind::expecting:
    case EventKind::slow:
    case EventKind::sockets:
    case EventKind::half_closed:  // found by looking whether the subject sleeps, as a barrier is
    case EventKind::descendant_ended:  // a worker may be recycled in any trial
    case EventKind::left_behind:       // has process ids, and may still be about to end
    case EventKind::send_failed:  // which of our sends meets an end is a race; the end is evidence
      return false;
    default:
      return true;
  }
}

// The step in which an end of the subject's is noticed depends on who was faster.
bool is_noticed_end(EventKind kind) {
  return kind == EventKind::fin_received || kind == EventKind::rst_received ||
         kind == EventKind::exited || kind == EventKind::signalled;
}

// What goes through a proxy, and when a process of a pair is found to have ended, belongs to no
// step.
bool is_of_pair(const Event& event) {
  const std::string& name = event.connection;
  return name == model::client_process || name == model::server_process ||
         name.ends_with(model::client_leg) || name.ends_with(model::server_leg);
}

bool is_fault(const Event& event) {
  return event.kind == EventKind::fault_injected || event.kind == EventKind::fault_not_injected;
}

std::string line_in_pair(const Event& event) {
  if (event.kind == EventKind::fin_received || event.kind == EventKind::rst_received) {
    return "  ended\n";
  }
  std::string line = "  " + std::string(model::name_of(event.kind));
  if (event.offset != 0) line += " at " + std::to_string(event.offset);
  if (event.number != 0) line += " " + std::to_string(event.number);
  if (!event.detail.empty() && event.kind != EventKind::not_ready) line += " " + event.detail;
  return line + "\n";
}

std::string line_for(const Event& event) {
  std::string line = "  " + (is_noticed_end(event.kind) ? "" : event.step + " ") +
                     std::string(model::name_of(event.kind));
  if (event.length > 0 && event.kind == EventKind::sent) {
    line += " " + std::to_string(event.offset) + "+" + std::to_string(event.length);
  }
  if (event.number != 0) line += " " + std::to_string(event.number);
  // Why a server is not ready names its port.
  if (!event.detail.empty() && event.kind != EventKind::not_ready) line += " " + event.detail;
  return line + "\n";
}

// What is removed from a client's message before two are compared.
constexpr std::array<std::string_view, 24> removed{
    R"(\r)",
    R"((?m)^ *Traceback \(most recent call last\):\n?)",
    R"((?m)^ *File "[^"\n]*", line \d+.*\n?(?:^    .*\n?)*)",
    R"((?m)^ +at .*\n?)",
    R"(\[(?i:errno) -?\d+\])",
    R"((?i)\berrno\b[ :=]*-?\d+)",
    R"(\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\w+)?\](?::\d+)?)",
    R"((?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}\d{1,3}(?:\.\d{1,3}){3})",
    R"((?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:%\w+)?(?![\w:]))",
    R"((?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?!\w))",
    R"((?<![\w.-])localhost(?::\d+)?(?![\w-]))",
    R"((?<![\w.-])[\w.-]*\.?invalid\.?(?::\d+)(?![\w-]))",
    R"((?<![\w.-])[\w-]+(?:\.[\w-]+)*\.invalid(?![\w-]))",
    R"((?i)\bport[ :=]*\d+)",
    R"(\b0[xX][0-9A-Fa-f]+)",
    R"(\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b)",
    R"(\b(?=[A-Fa-f]*\d)[0-9A-Fa-f]{8,}\b)",
    R"((?i)\d+(?:\.\d+)? ?[mnuµ]?s(?:ec(?:ond)?s?)?\b)",
    R"((?i)\d+(?:\.\d+)? ?[mn][a-z]{3,4}seconds?\b)",
    R"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)",
    R"('')",
    R"("")",
    R"(\([ ,:]*\))",
    R"(\s+)",
};

}  // namespace

std::span<const std::string_view> removed_patterns() {
  return removed;
}

namespace {

// The two directions at one end of a proxied connection, and what each program did at the end, have
// no order among each other.
class Leg {
 public:
  void take(const Event& event) {
    if (event.kind == EventKind::received) {
      received_ += event.data;
    } else if (event.kind == EventKind::sent) {
      sent_ += event.data;
    } else if (event.kind == EventKind::fin_received || event.kind == EventKind::rst_received) {
      if (ended_.empty()) ended_ = line_in_pair(event);
    } else if (belongs_to_canonical(event.kind)) {
      ours_ += line_in_pair(event);
    }
  }
  [[nodiscard]] std::string text() const {
    return ours_ + (sent_.empty() ? "" : "  sent " + words_for(sent_) + "\n") +
           (received_.empty() ? "" : "  received " + words_for(received_) + "\n") + ended_;
  }

 private:
  std::string ours_;
  std::string sent_;
  std::string received_;
  std::string ended_;
};

// What happened on each connection, in the order of that connection. Our own bytes and ends are
// judged by themselves, and so are a request and the end of the subject's; only an answer is early
// or not (FRM-3), so its bytes keep their place between those that we sent to a server.
class Lines {
 public:
  void take(const Event& event) {
    if (!belongs_to_canonical(event.kind)) return;
    Direction& from = from_[event.connection];
    std::string& lines = lines_[event.connection];
    if (event.kind == EventKind::received) {
      from.bytes += event.data;
    } else if (event.kind == EventKind::fin_received || event.kind == EventKind::rst_received) {
      from.ending = line_for(event);
    } else {
      flush_before(event.kind, from, lines);
      lines += line_for(event);
    }
    if (event.kind == EventKind::accepted) from.client = true;
  }

  void take_process_text(const std::string& text) { lines_[""] += text; }

  [[nodiscard]] std::string text() {
    std::string text;
    for (auto& [connection, body] : lines_) {
      flush(from_[connection], body);
      text += (connection.empty() ? "process" : connection) + ":\n" + body;
    }
    return text;
  }

 private:
  // What the subject did since the last step of ours that has an order with it.
  struct Direction {
    bool client = false;
    std::string bytes;
    std::string ending;
  };

  static void flush_before(EventKind kind, Direction& from, std::string& lines) {
    if (kind == EventKind::fin_sent || kind == EventKind::rst_sent) return;
    if (kind != EventKind::sent) return flush(from, lines);
    if (!from.client) flush_bytes(from, lines);
  }

  static void flush(Direction& from, std::string& lines) {
    flush_bytes(from, lines);
    lines += from.ending;
    from.ending.clear();
  }

  static void flush_bytes(Direction& from, std::string& lines) {
    if (!from.bytes.empty()) lines += "  received " + words_for(from.bytes) + "\n";
    from.bytes.clear();
  }

  std::map<std::string, std::string> lines_;
  std::map<std::string, Direction> from_;
};

// The rounds of a Repeat: those that came out the same, one behind the other, are one block.
class Rounds {
 public:
  explicit Rounds(Lines& outside) : outside_(outside) {}

  void begin() { round_.emplace(); }
  [[nodiscard]] bool open() const { return round_.has_value(); }
  void take(const Event& event) { round_->take(event); }
  void end(const Event& event) {
    const std::string text = "  " + event.step + " rounds of\n" + round_->text();
    round_.reset();
    if (text != text_) finish();
    text_ = text;
    times_ += event.number;
  }
  void finish() {
    if (times_ > 0) outside_.take_process_text("  " + std::to_string(times_) + text_);
    if (round_) outside_.take_process_text("  a round without end of\n" + round_->text());
    times_ = 0;
    round_.reset();
  }

 private:
  Lines& outside_;
  std::optional<Lines> round_;
  std::string text_;
  std::int64_t times_ = 0;
};

}  // namespace

std::string canonical(const model::Evidence& evidence) {
  Lines lines;
  Rounds rounds(lines);
  std::map<std::string, Leg> legs;
  const bool pair = std::any_of(evidence.events.begin(), evidence.events.end(), is_of_pair);
  const std::vector<bool> judged = judged_part(evidence);
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    const Event& event = evidence.events[i];
    if (is_of_pair(event) || (pair && is_fault(event))) {
      legs[event.connection].take(event);
    } else if (event.kind == EventKind::round_begin) {
      rounds.begin();
    } else if (rounds.open() && event.kind == EventKind::round_end) {
      rounds.end(event);
    } else if (!judged[i]) {
      continue;
    } else if (rounds.open()) {
      rounds.take(event);
    } else {
      if (belongs_to_canonical(event.kind)) rounds.finish();
      lines.take(event);
    }
  }
  rounds.finish();
  std::string text = lines.text();
  for (const auto& [connection, leg] : legs) text += connection + ":\n" + leg.text();
  return text;
}

std::string normalised_message(std::string_view message) {
  static const std::vector<Pattern> patterns = [] {
    std::vector<Pattern> compiled;
    for (const std::string_view expression : removed) compiled.emplace_back(expression);
    return compiled;
  }();
  std::string text(message);
  for (const Pattern& pattern : patterns) text = pattern.replace(text, "");
  return text;
}

}  // namespace wiretrial::judge
