// One connection of the server, from accept to close. Its loop waits for the events it asks for.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "impl/mutants/message_reader.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

using Clock = std::chrono::steady_clock;

struct ConnectionLimits {
  std::size_t content_bytes = 16 * 1024 * 1024;
  // PROTOCOL.md CON-7.
  std::chrono::milliseconds idle{30'000};
};

class Connection {
 public:
  // Owns `descriptor`, a connected socket, from here on. `rules` and `history` must outlive the
  // connection.
  Connection(int descriptor, const Rules& rules, const ConnectionLimits& limits, History& history);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

  // What poll() is to wait for.
  [[nodiscard]] short events() const;

  // When on_time() is due, if nothing happens before.
  [[nodiscard]] Clock::time_point due() const;

  // poll() reported these.
  void on_events(short events);

  // Some time has passed.
  void on_time();

  // Whether it is over: how, is in ending(), and what is left to do is to destroy it.
  [[nodiscard]] bool ended() const { return phase_ == Phase::ended; }
  [[nodiscard]] Ending ending() const { return ending_; }

  // Somebody else wants it to end.
  void break_off() { end(Ending::cut_short); }

 private:
  enum class Phase { reading, sending, delivering, draining, kept, ended };

  void receive();
  void take(std::string_view bytes);
  void take_end();
  [[nodiscard]] bool peer_ends_soon() const;
  void answer_request();
  void reject(Ending ending);
  void send_output();
  [[nodiscard]] std::size_t next_send_bytes() const;
  void finish_answer();
  void lose();
  void close_as(ConnectionRules::Close way);
  void reset_when_closed() const;
  void check_delivery();
  void note_progress();
  // Sent, and not yet acknowledged by the peer's system.
  [[nodiscard]] std::size_t undelivered_bytes() const;
  void enter(Phase phase);
  void end(Ending ending);
  static void keep_pipe();
  void abort_if(ConnectionRules::Abort when) const;
  void keep_memory();

  int descriptor_;
  const Rules& rules_;
  const ConnectionRules& own_;
  const ConnectionLimits limits_;
  History& history_;
  std::optional<MessageReader> reader_;
  Phase phase_ = Phase::reading;
  Ending ending_ = Ending::answered;
  std::string output_;
  std::size_t sent_bytes_ = 0;
  std::size_t undelivered_before_ = 0;
  std::size_t ignored_bytes_ = 0;
  bool peer_ended_ = false;
  bool answered_before_ = false;
  bool received_any_ = false;
  std::string received_;
  Clock::time_point deadline_;
};

}  // namespace wiretrial::mutants
