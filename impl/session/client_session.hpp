// The client's side of one connection: one request out, one response in.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "impl/session/deadline.hpp"
#include "impl/session/outgoing.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::impl {

// PROTOCOL.md CLI-4: each part of an exchange has its limit.
struct ClientSessionOptions {
  Limits limits;
  // Without any progress of the request.
  std::chrono::milliseconds send_limit{10'000};
  // In total, from the end of the request to the last byte of the response.
  std::chrono::milliseconds response_limit{10'000};
};

enum class ClientPhase {
  // Has output() to send.
  sending,
  // All of the request is handed over; the peer has yet to acknowledge it.
  delivering,
  // Waits for the response.
  awaiting,
  // To be closed; result() says how it went.
  ended,
};

// Why there is no response; `error` is set for `invalid` and `closed`.
struct ClientFailure {
  enum class Kind { closed, send_timed_out, response_timed_out, invalid };
  Kind kind;
  std::optional<WireError> error;
};

// Fed with what happens on the connection; it has no socket and no clock. Responses are read while
// the request is still being sent. After every call the caller looks at phase(), output() and
// deadline() again.
class ClientSession {
 public:
  ClientSession(const ClientSessionOptions& options, Message request);

  // Bytes came; after the first whole response, which ends the session (CON-2), they are ignored
  // (FRM-9). A response before the request is out counts as well (CLI-11).
  void receive(std::string_view bytes);

  // The peer ended its direction, or the connection is reset: a failure, unless the whole response
  // was received (FRM-4, CLI-9).
  void receive_end();

  // The request cannot be sent any more. What the peer sent before may still be a whole response,
  // so the session goes on reading (CLI-9, CLI-11).
  void sending_failed();

  // The first `count` bytes of output() were handed to the network.
  void sent(std::size_t count);

  // The peer acknowledged some, or all, of what was handed over.
  void delivery_progressed();
  void delivered();

  // The current deadline is over.
  void on_deadline();

  [[nodiscard]] ClientPhase phase() const { return phase_; }
  [[nodiscard]] Deadline deadline() const;
  [[nodiscard]] std::string_view output() const { return outgoing_.next(); }

  // The response or the failure; only once, and only when the session has ended.
  [[nodiscard]] std::variant<Message, ClientFailure> take_result();

 private:
  void fail(ClientFailure::Kind kind);
  void enter(ClientPhase phase);

  ClientSessionOptions options_;
  ClientPhase phase_ = ClientPhase::sending;
  std::uint64_t generation_ = 0;
  MessageReader reader_;
  Outgoing outgoing_;
  std::optional<ClientFailure> failure_;
};

}  // namespace wiretrial::impl
