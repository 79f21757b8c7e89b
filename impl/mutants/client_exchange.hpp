// One exchange over a connected socket (PROTOCOL.md CON-2, CLI-4 to CLI-11).
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "impl/mutants/client_failure.hpp"
#include "impl/mutants/message_reader.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

struct ExchangeLimits {
  std::chrono::milliseconds send{10'000};
  std::chrono::milliseconds response{10'000};
  std::size_t content_bytes = 16 * 1024 * 1024;
};

class Exchange {
 public:
  // Owns `descriptor`, a connected socket that does not block. `rules` outlives the exchange.
  Exchange(int descriptor, const Rules& rules, const ExchangeLimits& limits);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Sends the bytes of a request and returns when the response is complete, or there will be none.
  // Call it once.
  [[nodiscard]] std::variant<Message, Failure> perform(std::string request);

  // What came of the content of a response that is not complete.
  [[nodiscard]] Message take_partial() { return reader_.take_message(); }

 private:
  using Clock = std::chrono::steady_clock;
  // delivering: all is sent, and the peer's system does not have all of it yet.
  enum class Phase { sending, delivering, awaiting, ended };

  void send_output();
  void sending_failed(int error);
  void check_delivery();
  void receive();
  void take(std::string_view bytes);
  void take_end(int error);
  void check_time();
  void listen_for_greeting();
  void wait();
  void enter(Phase phase);
  void fail(Failure::Kind kind);
  [[nodiscard]] bool waits_without_polling() const;

  int descriptor_;
  const Rules& rules_;
  const ExchangeLimits limits_;
  MessageReader reader_;
  std::string output_;
  std::size_t sent_bytes_ = 0;
  std::size_t undelivered_bytes_ = 0;
  Phase phase_ = Phase::sending;
  Clock::time_point deadline_;
  bool complete_ = false;
  bool failed_ = false;
  Failure failure_;
};

}  // namespace wiretrial::mutants
