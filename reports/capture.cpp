#include "reports/capture.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/model/bytes.hpp"
#include "reports/packet_stream.hpp"
#include "reports/pcapng.hpp"
#include "reports/steps.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Event;
using model::EventKind;
using model::TrialRecord;

constexpr double millisecond_us = 1000;
constexpr std::uint64_t second_us = 1'000'000;

// The ports from which connections are made (RFC 6335: those that anybody may use).
constexpr std::uint16_t first_port = 49152;

// What is no packet and says nothing that somebody would look for in one.
bool is_quiet(EventKind kind) {
  switch (kind) {
    case EventKind::barrier:
    case EventKind::expecting:
    case EventKind::process_alive:
    case EventKind::sockets:
    case EventKind::standard_error:
    case EventKind::standard_output:
    case EventKind::vitals:
    case EventKind::watched:
      return true;
    default:
      return false;
  }
}

std::string outcome_and_cause(const model::Verdict& verdict) {
  std::string text = std::string(label_of(verdict.outcome));
  if (verdict.cause != model::Cause::none) text += fmt::format(" ({})", name_of(verdict.cause));
  if (!verdict.expected.empty()) text += "\nexpected: " + one_line(verdict.expected);
  if (!verdict.actual.empty()) text += "\nactual: " + one_line(verdict.actual);
  if (!verdict.reason.empty()) text += "\nreason: " + one_line(verdict.reason);
  return text;
}

// A connection of the counterpart, and which of its two ends is ours.
struct Connection {
  PacketStream stream;
  End ours;
};

// Makes the packets of one run. Comments belong to the first packet of an event; an event without
// a packet is told by the next one, or by the last of the run.
class RunCapture {
 public:
  RunCapture(const TrialRecord& trial, std::size_t run, std::uint64_t begin_us,
             std::vector<Packet>& packets, std::size_t& made)
      : trial_(trial),
        evidence_(trial.evidence[run]),
        judged_(fmt::format("run {}, event ", run + 1)),
        begin_us_(begin_us),
        packets_(packets),
        made_(made) {
    const model::Steps nothing;
    const bool has_plan = run < trial.plan.runs.size();
    steps_ = numbered_steps(has_plan ? trial.plan.runs[run].steps : nothing, trial.plan.control);
    pending_ = fmt::format("run {}{} of {}", run + 1,
                           evidence_.run.empty() ? "" : " (" + one_line(evidence_.run) + ")",
                           one_line(trial.plan.trial));
    if (trial.repeat > 0) pending_ += fmt::format(", repeat {}", trial.repeat);
  }

  // The time of the last event.
  std::uint64_t perform() {
    const std::size_t first = packets_.size();
    for (std::size_t i = 0; i < evidence_.events.size(); ++i) add(evidence_.events[i], i + 1);
    if (!pending_.empty() && packets_.size() > first) {
      comment(packets_.back(), "after this packet: " + pending_);
    }
    return now_us_;
  }

 private:
  static void comment(Packet& packet, const std::string& text) {
    packet.comment += (packet.comment.empty() ? "" : "\n") + text;
  }

  void add(const Event& event, std::size_t number) {
    now_us_ = std::max(now_us_, begin_us_ + static_cast<std::uint64_t>(std::llround(
                                                std::max(0.0, event.at_ms) * millisecond_us)));
    const std::size_t first = packets_.size();
    const std::string words = perform(event);
    std::string text = fmt::format("event {}: {}{}", number, event_words(event), words);
    if (trial_.verdict.place == judged_ + std::to_string(number)) {
      text += "\nthe verdict was judged here: " + outcome_and_cause(trial_.verdict);
    } else if (packets_.size() == first && is_quiet(event.kind)) {
      return;
    }
    if (packets_.size() > first) {
      if (!pending_.empty()) comment(packets_[first], pending_);
      pending_.clear();
      comment(packets_[first], text);
    } else {
      pending_ += (pending_.empty() ? "" : "\n") + text;
    }
  }

  // Makes the event's packets, if it has any; returns what is to be said besides.
  std::string perform(const Event& event) {
    switch (event.kind) {
      case EventKind::round_end:
        return event.number > 1 ? fmt::format(
                                      "\n{} rounds were equal to this one, which is the "
                                      "only one shown",
                                      event.number)
                                : "";
      case EventKind::listening:
        listening_ = event.detail;
        return "";
      case EventKind::started:
        return try_in_vain();
      case EventKind::connected:
        make(event.connection, End::initiator, server_address).stream.open(now_us_);
        return "";
      case EventKind::accepted:
        make(event.connection, End::responder, client_address).stream.open(now_us_);
        return "";
      case EventKind::connect_failed:
        return fail_to_connect(event);
      default:
        break;
    }
    const auto found = connections_.find(event.connection);
    return found == connections_.end() ? "" : perform(event, found->second);
  }

  std::string perform(const Event& event, Connection& connection) {
    PacketStream& stream = connection.stream;
    const End ours = connection.ours;
    switch (event.kind) {
      case EventKind::sent:
        return send(event, connection);
      case EventKind::barrier:
        // Read or not, it has come.
        if (event.detail != "undecided") stream.acknowledge(other(ours), now_us_);
        return "";
      case EventKind::received:
        stream.send(other(ours), event.data, false, now_us_);
        stream.acknowledge(ours, now_us_);
        return "";
      case EventKind::fin_sent:
        stream.finish(ours, now_us_);
        return "";
      case EventKind::fin_received:
        stream.finish(other(ours), now_us_);
        return "";
      case EventKind::rst_sent:
        stream.reset(ours, now_us_);
        return "";
      case EventKind::rst_received:
        stream.reset(other(ours), now_us_);
        return "";
      case EventKind::closed:
        return close(event, connection);
      default:
        return "";
    }
  }

  Connection& make(const std::string& name, End ours, const char* peer) {
    const std::uint16_t port = static_cast<std::uint16_t>(first_port + made_ % 0x3fff);
    ++made_;
    const Endpoint own{counterpart_address, ours == End::initiator ? port : server_port};
    const Endpoint their{peer, ours == End::initiator ? server_port : port};
    PacketStream stream = ours == End::initiator ? PacketStream(packets_, own, their)
                                                 : PacketStream(packets_, their, own);
    connections_.erase(name);
    return connections_.emplace(name, Connection{stream, ours}).first->second;
  }

  // The kernel answers for a port where nobody accepts, so that such attempts are not in the
  // evidence.
  std::string try_in_vain() {
    const std::string how = std::exchange(listening_, "");
    if (how != name_of(model::ListenKind::refusing) && how != name_of(model::ListenKind::full)) {
      return "";
    }
    PacketStream& stream = make("", End::responder, client_address).stream;
    if (how == name_of(model::ListenKind::refusing)) {
      stream.refuse(now_us_);
    } else {
      stream.try_to_open(now_us_);
    }
    return "\nassumed, not observed: that the client tries to connect, to a port that is " + how;
  }

  std::string fail_to_connect(const Event& event) {
    PacketStream& stream = make(event.connection, End::initiator, server_address).stream;
    if (event.detail == "refused") {
      stream.refuse(now_us_);
    } else {
      stream.try_to_open(now_us_);
    }
    return "";
  }

  std::string send(const Event& event, Connection& connection) {
    const model::Bytes* bytes = bytes_at(event.step);
    std::string_view data = event.data;
    std::string place;
    if (data.empty() && bytes != nullptr && event.offset <= bytes->data.size()) {
      data = std::string_view(bytes->data).substr(event.offset, event.length);
      place = " (" + one_line(place_of(*bytes, event.offset)) + ")";
    }
    connection.stream.send(connection.ours, data, event.detail == "urgent", now_us_);
    return place;
  }

  [[nodiscard]] const model::Step* step_at(const std::string& number) const {
    const auto found = std::find_if(steps_.begin(), steps_.end(),
                                    [&](const NumberedStep& step) { return step.first == number; });
    return found == steps_.end() ? nullptr : found->second;
  }

  [[nodiscard]] const model::Bytes* bytes_at(const std::string& number) const {
    const model::Step* step = step_at(number);
    return step == nullptr ? nullptr : bytes_of(*step);
  }

  // close(2): a reset when something lay unread, else FIN; in a Vanish step neither.
  std::string close(const Event& event, Connection& connection) {
    const model::Step* step = step_at(event.step);
    if (step != nullptr && std::holds_alternative<model::Vanish>(*step)) {
      return "\nthe connection vanished: the subject was told nothing";
    }
    if (event.figures.contains("unread_bytes")) {
      connection.stream.reset(connection.ours, now_us_);
    } else {
      connection.stream.finish(connection.ours, now_us_);
    }
    return "";
  }

  const TrialRecord& trial_;
  const model::Evidence& evidence_;
  std::vector<NumberedStep> steps_;
  std::string judged_;  // how the verdict's place begins when it is in this run
  std::uint64_t begin_us_;
  std::uint64_t now_us_ = 0;
  std::vector<Packet>& packets_;
  std::size_t& made_;  // connections of the whole file: each has a port of its own
  std::map<std::string, Connection> connections_;
  std::string listening_;  // how, until the client is started
  std::string pending_;    // comments that wait for a packet
};

std::string comment_on(const TrialRecord& trial, std::size_t packets) {
  return fmt::format(
      "Made by wiretrial from the evidence of {}; nothing was captured.\n"
      "Addresses and ports are made up; the counterpart is {}.\n{}\n{}",
      one_line(trial.plan.trial), counterpart_address, outcome_and_cause(trial.verdict),
      packets == 0 ? "No connection was made, so that there is no packet." : trial.replay);
}

}  // namespace

std::string render_pcapng(const model::Record& record, const std::vector<TrialRecord>& repeats) {
  Capture capture;
  capture.program = "wiretrial " + one_line(record.harness_version);
  capture.interface = "wiretrial";
  capture.description = "packets made from evidence";
  capture.names = {
      {counterpart_address, "counterpart"}, {server_address, "server"}, {client_address, "client"}};
  std::uint64_t begin_us = 0;
  std::size_t made = 0;
  for (const TrialRecord& trial : repeats) {
    for (std::size_t run = 0; run < trial.evidence.size(); ++run) {
      const std::uint64_t end_us =
          RunCapture(trial, run, begin_us, capture.packets, made).perform();
      // Each run begins at a whole second, so that times within it can be read.
      begin_us = (std::max(end_us, begin_us) / second_us + 1) * second_us;
    }
  }
  if (!repeats.empty()) capture.comment = comment_on(repeats[0], capture.packets.size());
  return to_pcapng(capture);
}

}  // namespace wiretrial::reports
