// A client's and a server's session of impl/, joined by two pipes and one clock: what impl/net does
// with sockets, done one event at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "fuzz/session/pipe.hpp"
#include "fuzz/session/timer.hpp"
#include "impl/session/client_session.hpp"
#include "impl/session/server_session.hpp"

namespace wiretrial::fuzz {

class Connection {
 public:
  Connection(const impl::ClientSessionOptions& client, const impl::ServerSessionOptions& server,
             const impl::Message& request, const impl::Responder& responder);

  // Moves up to so many bytes from a session's output into its pipe, or from a pipe into the other
  // session; where a pipe is at its end, its reader is told. Each returns whether anything
  // happened.
  bool client_writes(std::size_t most_bytes);
  bool server_reads(std::size_t most_bytes);
  bool server_writes(std::size_t most_bytes);
  bool client_reads(std::size_t most_bytes);

  // The peer's system has taken what was under way, or some of it.
  bool acknowledge();
  void acknowledge_some();

  // Either end breaks the connection.
  void reset_by_server();
  void reset_by_client();
  void client_cannot_send();

  // Lets time pass, and tells the sessions of deadlines that are over.
  void pass(Milliseconds duration);
  // The time until the next deadline; nothing when there is none.
  [[nodiscard]] std::optional<Milliseconds> next_deadline() const;

  [[nodiscard]] bool client_ended() const { return client_.phase() == impl::ClientPhase::ended; }
  [[nodiscard]] bool server_ended() const { return server_.phase() == impl::ServerPhase::ended; }
  [[nodiscard]] std::variant<impl::Message, impl::ClientFailure> take_result() {
    return client_.take_result();
  }
  [[nodiscard]] std::size_t bytes_answered() const { return bytes_answered_; }

 private:
  void look();
  void check_client();
  void check_server();

  impl::ClientSession client_;
  impl::ServerSession server_;
  Pipe request_;
  Pipe response_;
  Timer client_timer_;
  Timer server_timer_;
  Milliseconds now_{0};
  impl::ClientPhase client_phase_ = impl::ClientPhase::sending;
  impl::ServerPhase server_phase_ = impl::ServerPhase::receiving;
  bool client_told_of_end_ = false;
  bool server_told_of_end_ = false;
  std::size_t bytes_answered_ = 0;
};

}  // namespace wiretrial::fuzz
