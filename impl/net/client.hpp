// A JHMP/1 client on TCP: one request, one response.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "impl/session/client_session.hpp"

namespace wiretrial::impl {

struct ClientOptions {
  // A name or a numeric IPv4 or IPv6 address (PROTOCOL.md CON-8).
  std::string host;
  std::uint16_t port = 0;
  // In total, for the name and all of its addresses (PROTOCOL.md CLI-4).
  std::chrono::milliseconds connect_limit{5'000};
  ClientSessionOptions session;
};

// Why there is no response: the classes of PROTOCOL.md CLI-3, and a response that is none (CLI-5).
struct ExchangeFailure {
  enum class Kind {
    refused,
    unreachable,
    unresolvable,
    connect_timed_out,
    response_timed_out,
    closed,
    invalid_response,
  };
  Kind kind;
  // One line for people, without a line end; it begins differently for each kind.
  std::string message;
};

using ExchangeResult = std::variant<Message, ExchangeFailure>;

class Client {
 public:
  explicit Client(ClientOptions options);

  // After connect_timed_out this may wait for the system's resolver, which cannot be interrupted:
  // a program that is to end in time ends itself instead.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Connects, sends `request`, and returns as soon as the response is complete or an end is
  // certain. Call it once.
  [[nodiscard]] ExchangeResult exchange(Message request);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace wiretrial::impl
