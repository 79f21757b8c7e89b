// A client's and a server's session of impl/, joined by two pipes and one clock: what impl/net does
// with sockets, done one event at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "fuzz/session/pipe.hpp"
#include "fuzz/session/timer.hpp"
#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/oracles.hpp"
#include "impl/session/client_session.hpp"
#include "impl/session/server_session.hpp"

namespace wiretrial::fuzz {

template <typename Client, typename Server>
class Connection {
 public:
  Connection(const impl::ClientSessionOptions& client, const impl::ServerSessionOptions& server,
             const impl::Message& request, const impl::Responder& responder, OracleSet oracles);

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

  Client client_;
  Server server_;
  OracleSet oracles_;
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

template <typename Client, typename Server>
Connection<Client, Server>::Connection(const impl::ClientSessionOptions& client,
                                       const impl::ServerSessionOptions& server,
                                       const impl::Message& request,
                                       const impl::Responder& responder, OracleSet oracles)
    : client_(client, request), server_(server, responder), oracles_(oracles) {
  look();
}

template <typename Client, typename Server>
bool Connection<Client, Server>::client_writes(std::size_t most_bytes) {
  if (client_.phase() != impl::ClientPhase::sending) return false;
  const std::size_t count = request_.write(client_.output(), most_bytes);
  if (count == 0) return false;
  client_.sent(count);
  look();
  return true;
}

template <typename Client, typename Server>
bool Connection<Client, Server>::server_reads(std::size_t most_bytes) {
  if (!server_.wants_input() || server_told_of_end_) return false;
  const ExactCopy bytes(request_.read(most_bytes));
  if (!bytes.view().empty()) {
    server_.receive(bytes.view());
  } else if (request_.at_end()) {
    server_told_of_end_ = true;
    server_.receive_end();
  } else {
    return false;
  }
  look();
  return true;
}

template <typename Client, typename Server>
bool Connection<Client, Server>::server_writes(std::size_t most_bytes) {
  if (server_.phase() != impl::ServerPhase::sending) return false;
  const std::size_t count = response_.write(server_.output(), most_bytes);
  if (count == 0) return false;
  bytes_answered_ += count;
  server_.sent(count);
  look();
  return true;
}

template <typename Client, typename Server>
bool Connection<Client, Server>::client_reads(std::size_t most_bytes) {
  if (client_ended() || client_told_of_end_) return false;
  const ExactCopy bytes(response_.read(most_bytes));
  if (!bytes.view().empty()) {
    client_.receive(bytes.view());
  } else if (response_.at_end()) {
    client_told_of_end_ = true;
    client_.receive_end();
  } else {
    return false;
  }
  look();
  return true;
}

template <typename Client, typename Server>
bool Connection<Client, Server>::acknowledge() {
  const bool client = client_.phase() == impl::ClientPhase::delivering && request_.empty();
  const bool server = server_.phase() == impl::ServerPhase::delivering && response_.empty();
  if (client) client_.delivered();
  if (server) server_.delivered();
  look();
  return client || server;
}

template <typename Client, typename Server>
void Connection<Client, Server>::acknowledge_some() {
  if (!client_ended()) client_.delivery_progressed();
  if (!server_ended()) server_.delivery_progressed();
  look();
}

template <typename Client, typename Server>
void Connection<Client, Server>::reset_by_server() {
  response_.reset();
  request_.reset();
  server_.connection_lost();
  look();
}

template <typename Client, typename Server>
void Connection<Client, Server>::reset_by_client() {
  request_.reset();
  response_.reset();
  if (!client_ended()) client_.receive_end();
  client_told_of_end_ = true;
  server_.connection_lost();
  look();
}

template <typename Client, typename Server>
void Connection<Client, Server>::client_cannot_send() {
  client_.sending_failed();
  look();
}

template <typename Client, typename Server>
void Connection<Client, Server>::pass(Milliseconds duration) {
  now_ += duration;
  if (client_timer_.is_over(now_)) {
    const impl::ClientPhase before = client_.phase();
    client_.on_deadline();
    oracles_.expect(Oracle::ends, client_ended() && before != impl::ClientPhase::ended,
                    "a deadline of the client ends it");
  }
  if (server_timer_.is_over(now_)) {
    const impl::ServerPhase before = server_.phase();
    server_.on_deadline();
    oracles_.expect(Oracle::ends, server_.phase() > before, "a deadline of the server moves it on");
  }
  look();
}

template <typename Client, typename Server>
std::optional<Milliseconds> Connection<Client, Server>::next_deadline() const {
  const auto& client = client_timer_.due();
  const auto& server = server_timer_.due();
  if (!client && !server) return std::nullopt;
  return std::min(client.value_or(Milliseconds::max()), server.value_or(Milliseconds::max())) -
         now_;
}

// What the programs around the sessions do after every call: they look at the phase and at the
// deadline.
template <typename Client, typename Server>
void Connection<Client, Server>::look() {
  check_client();
  check_server();
  client_timer_.follow(client_.deadline(), now_);
  server_timer_.follow(server_.deadline(), now_);
  if (client_ended()) request_.end();
  // The server's sending direction is shut down as soon as there is nothing more to send.
  if (server_.phase() >= impl::ServerPhase::delivering) response_.end();
  if (server_ended() && server_.wants_reset()) response_.reset();
}

template <typename Client, typename Server>
void Connection<Client, Server>::check_client() {
  // Sending may be given up, which leaves out the wait for the delivery; nothing goes back.
  oracles_.expect(Oracle::ends, client_.phase() >= client_phase_, "a client never goes back");
  client_phase_ = client_.phase();
  const bool limited = client_.deadline().kind != impl::DeadlineKind::none;
  oracles_.expect(Oracle::deadline_while_waiting, limited != client_ended(),
                  "a client has a deadline until it ends");
  oracles_.expect(Oracle::ends,
                  client_.phase() != impl::ClientPhase::sending || !client_.output().empty(),
                  "a client that sends has something to send");
}

template <typename Client, typename Server>
void Connection<Client, Server>::check_server() {
  oracles_.expect(Oracle::ends, server_.phase() >= server_phase_, "a server never goes back");
  server_phase_ = server_.phase();
  const bool limited = server_.deadline().kind != impl::DeadlineKind::none;
  oracles_.expect(Oracle::deadline_while_waiting, limited != server_ended(),
                  "a server has a deadline until it ends");
  oracles_.expect(Oracle::ends,
                  server_.phase() != impl::ServerPhase::sending || !server_.output().empty(),
                  "a server that sends has something to send");
  oracles_.expect(Oracle::one_answer, !server_.rejection() || bytes_answered_ == 0,
                  "who rejects a request does not answer it");
}

}  // namespace wiretrial::fuzz
