// Evidence, read once into what the expectations ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::judge {

enum class Ending { none, fin, rst };

// Bytes that only ever grow. A copy keeps what was there when it was made, and shares it: a moment
// of a long stream costs no memory. Only the newest copy may be appended to.
class Stream {
 public:
  void append(std::string_view more) {
    if (!bytes_) bytes_ = std::make_shared<std::string>();
    bytes_->append(more);
    length_ += more.size();
  }
  [[nodiscard]] std::string_view view() const {
    return bytes_ ? std::string_view(bytes_->data(), length_) : std::string_view();
  }
  [[nodiscard]] std::size_t size() const { return length_; }
  [[nodiscard]] bool empty() const { return length_ == 0; }
  operator std::string_view() const {
    return view();
  }  // NOLINT: it stands for its bytes everywhere

 private:
  std::shared_ptr<std::string> bytes_;
  std::size_t length_ = 0;
};

// What one connection shows up to a place in the evidence.
struct ConnectionView {
  std::string name;
  bool connected = false;
  std::string failure;    // why it was not connected
  Stream sent;            // all bytes of ours, or those that the proxy passed on
  Stream received;        // all bytes of the subject's
  std::size_t taken = 0;  // of these, by earlier expectations of bytes
  std::vector<std::size_t>
      sent_at;  // for each piece sent: event index, and the bytes sent after it
  std::vector<std::size_t> sent_total;
  std::optional<std::size_t> first_received_at;  // event index
  Ending ending = Ending::none;
  bool half_closed = false;
  bool ended_by_us = false;  // no end of the subject's can be seen behind our own reset or close
  bool deadline = false;     // the wait of the current expectation expired
  bool ended_late = false;   // the end came behind that deadline, and does not count any more

  // The subject ended the connection, and before the deadline of the current expectation.
  [[nodiscard]] bool ended_in_time() const { return ending != Ending::none && !ended_late; }
  // What no earlier expectation of bytes has taken.
  [[nodiscard]] std::string_view not_taken() const { return received.view().substr(taken); }

  // Bytes came before our message was complete: judged by order alone (FRM-3). With no complete
  // message every byte is early; a message without a usable length is complete at once.
  [[nodiscard]] bool answered_early() const;
  [[nodiscard]] std::string ending_words() const;
};

// What the process shows up to a place in the evidence.
struct ProcessView {
  bool started = false;
  bool ended = false;
  bool by_signal = false;
  std::int64_t status = 0;      // exit status or signal
  std::string asked_to_end_by;  // the name of the signal that we sent, or empty
  Stream output;
  Stream error;
  bool deadline = false;
  bool ended_late = false;  // behind the deadline of the current expectation
  std::string left_behind;  // what of it goes on listening although it has ended

  [[nodiscard]] bool ended_in_time() const { return ended && !ended_late; }
  // We have sent it a signal that asks it to end.
  [[nodiscard]] bool asked_to_end() const;
  // Its end was asked for: any exit status, or death by the signal that we sent (or by SIGKILL,
  // which follows when that has no effect). Death by another signal is an end of its own.
  [[nodiscard]] bool ended_as_asked() const;
  [[nodiscard]] std::string words() const;  // "alive", "exited 1", "signal 11", "unknown"
};

// One Expect step as it was met in the evidence.
struct Moment {
  std::string step;
  std::string on;  // the connection, or group of them, that the step names
  const model::Expectation* expectation = nullptr;
  std::size_t event = 0;  // index of the `expecting` event
  bool control = false;
  std::vector<ConnectionView> connections;  // those that the step is about
  ProcessView process;
  // What the busiest thread used until the deadline passed, where it was on a processor all the
  // time.
  std::optional<std::int64_t> processor_time_ms{};
};

struct Snapshot {
  std::map<std::string, std::int64_t> figures;
  std::size_t event = 0;
};

// The end of a process, and what it had shown by then.
struct End {
  std::size_t event = 0;
  bool of_second = false;  // of the second process on the same port (StartSecond)
  bool of_server = false;  // in a pair
  ProcessView process;
  std::string descendant;  // what it was, when it is one below the subject's own process
};

struct RunView {
  std::vector<Moment> moments;
  ProcessView process;                                // at the end; in a pair the client's
  ProcessView server;                                 // of a pair
  std::map<std::string, ConnectionView> connections;  // at the end
  std::map<std::string, Snapshot> snapshots;
  std::optional<std::size_t> not_ready_at;
  std::string not_ready_reason;
  std::string left_behind;  // what listened on when a process had ended, before that
  std::vector<End> ends;    // those that nobody asked for
  std::optional<std::size_t> spun_at;
  bool server_spun = false;                    // in a pair
  std::optional<std::size_t> absent_place_at;  // a fault's place that the message does not have
  std::optional<std::size_t> sanitizer_at;
  ProcessView sanitized;  // the process that a sanitizer reported of
  std::optional<std::size_t> harness_error_at;
  std::optional<std::size_t> fault_not_armed_at;  // a fault cannot be produced in this subject
  std::optional<std::size_t> fault_missed_at;     // a fault inside the subject was never reached
  bool fault_fired = false;                       // one was
  bool approximate = false;                       // a barrier was undecided
  std::string last_connection_words;  // termination of the last connection judged, control aside
};

// A thread that was on a processor for at least this share of the time that it could use, with
// nothing due, was spinning.
inline constexpr std::int64_t spin_percent = 80;

// Whether a subject was on a processor until its deadline had passed, or all the time while nothing
// was due.
[[nodiscard]] bool used_up_processor(std::span<const model::Evidence> evidence);

// `steps` and `control` are those of the plan that the evidence was made with. Steps that the
// evidence does not mention were not reached.
[[nodiscard]] RunView read_run(const model::Evidence& evidence,
                               const std::vector<model::Step>& steps,
                               const std::vector<model::Step>& control);

}  // namespace wiretrial::judge
