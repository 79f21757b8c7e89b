// Evidence, read once into what the expectations ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::judge {

enum class Ending { none, fin, rst };

// What one connection shows up to a place in the evidence.
struct ConnectionView {
  std::string name;
  bool connected = false;
  std::string failure;               // why it was not connected
  std::string sent;                  // all bytes of ours
  std::string received;              // all bytes of the subject's
  std::vector<std::size_t> sent_at;  // for each piece sent: event index, and the bytes sent after it
  std::vector<std::size_t> sent_total;
  std::optional<std::size_t> first_received_at;  // event index
  Ending ending = Ending::none;
  bool half_closed = false;
  bool reset_by_us = false;          // no end of the subject's can be seen behind our own reset
  bool deadline = false;             // the wait of the current expectation expired

  // Bytes came before our message was complete: judged by order alone (FRM-3). With no complete message every byte is
  // early; a message without a usable length is complete at once.
  [[nodiscard]] bool answered_early() const;
  [[nodiscard]] std::string ending_words() const;
};

// What the process shows up to a place in the evidence.
struct ProcessView {
  bool started = false;
  bool ended = false;
  bool by_signal = false;
  std::int64_t status = 0;  // exit status or signal
  bool asked_to_end = false;
  std::string output;
  std::string error;
  bool deadline = false;

  [[nodiscard]] std::string words() const;  // "alive", "exited 1", "signal 11", "unknown"
};

// One Expect step as it was met in the evidence.
struct Moment {
  std::string step;
  const model::Expectation* expectation = nullptr;
  std::size_t event = 0;  // index of the `expecting` event
  bool control = false;
  std::vector<ConnectionView> connections;  // those that the step is about
  ProcessView process;
};

struct Snapshot {
  std::map<std::string, std::int64_t> figures;
  std::size_t event = 0;
};

struct RunView {
  std::vector<Moment> moments;
  ProcessView process;                       // at the end
  std::map<std::string, Snapshot> snapshots;
  std::optional<std::size_t> not_ready_at;
  std::optional<std::size_t> crashed_at;     // an end that nobody asked for
  std::optional<std::size_t> spun_at;
  std::optional<std::size_t> sanitizer_at;
  std::optional<std::size_t> harness_error_at;
  bool in_control_when_crashed = false;
  bool approximate = false;                  // a barrier was undecided
  std::string last_connection_words;         // termination of the last connection judged, control aside
};

// A thread that was on or wanted a processor for at least this share of the time was spinning (DESIGN: spin).
inline constexpr std::int64_t spin_percent = 80;

// `steps` and `control` are those of the plan that the evidence was made with. Steps that the evidence does not mention
// were not reached.
[[nodiscard]] RunView read_run(const model::Evidence& evidence, const std::vector<model::Step>& steps,
                               const std::vector<model::Step>& control);

}  // namespace wiretrial::judge
