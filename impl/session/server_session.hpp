// The server's side of one connection: one request in, one response out (PROTOCOL.md CON-1).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "impl/session/deadline.hpp"
#include "impl/session/outgoing.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::impl {

// Turns a request into its response, or says by which clause it is rejected. It must not throw.
using Responder = std::function<Result<Message>(Message request)>;

struct ServerSessionOptions {
  Limits limits;
  // PROTOCOL.md CON-7: from the beginning to the last byte of the request, and then without any
  // progress of the response.
  std::chrono::milliseconds idle_limit{30'000};
};

// What the connection does now. It only ever moves downwards in this list.
enum class ServerPhase {
  // Waits for the request.
  receiving,
  // Has output() to send.
  sending,
  // All of the response is handed over, and the sending direction to be shut down; the peer has yet
  // to acknowledge it.
  delivering,
  // Nothing more to send, and the sending direction to be shut down; what still comes is read and
  // thrown away, so that the close is no reset (FRM-8).
  draining,
  // To be closed now: by a reset if wants_reset(), else as usual.
  ended,
};

// Fed with what happens on the connection; it has no socket and no clock. After every call the
// caller looks at phase(), output() and deadline() again.
class ServerSession {
 public:
  // `responder` must outlive the session.
  ServerSession(const ServerSessionOptions& options, const Responder& responder);

  // Bytes came; after the request they are ignored (FRM-7).
  void receive(std::string_view bytes);

  // The peer ended its direction. An incomplete request is rejected (FRM-4); a response that is due
  // is still sent (CON-3).
  void receive_end();

  // The connection is reset or otherwise broken.
  void connection_lost();

  // The first `count` bytes of output() were handed to the network.
  void sent(std::size_t count);

  // The peer acknowledged some, or all, of what was handed over.
  void delivery_progressed();
  void delivered();

  // The current deadline is over.
  void on_deadline();

  [[nodiscard]] ServerPhase phase() const { return phase_; }
  [[nodiscard]] Deadline deadline() const;
  [[nodiscard]] std::string_view output() const { return outgoing_.next(); }

  // Whether bytes, or the end, of the peer's direction are of interest.
  [[nodiscard]] bool wants_input() const;

  // The response stays undelivered: a reset frees at once what the system still holds of it.
  [[nodiscard]] bool wants_reset() const { return wants_reset_; }

  // Why the request was rejected, for whoever keeps a log; nothing if it was not.
  [[nodiscard]] const std::optional<WireError>& rejection() const { return rejection_; }

 private:
  void answer();
  void reject(const WireError& reason);
  void enter(ServerPhase phase);

  ServerSessionOptions options_;
  const Responder& responder_;
  ServerPhase phase_ = ServerPhase::receiving;
  std::uint64_t generation_ = 0;
  MessageReader reader_;
  Outgoing outgoing_;
  std::uint64_t ignored_bytes_ = 0;
  std::optional<WireError> rejection_;
  bool peer_ended_ = false;
  bool wants_reset_ = false;
};

}  // namespace wiretrial::impl
