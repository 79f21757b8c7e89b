#include "fuzz/session/connection.hpp"

#include <algorithm>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/exact_copy.hpp"

namespace wiretrial::fuzz {

using impl::ClientPhase;
using impl::ServerPhase;

Connection::Connection(const impl::ClientSessionOptions& client,
                       const impl::ServerSessionOptions& server, const impl::Message& request,
                       const impl::Responder& responder)
    : client_(client, request), server_(server, responder) {
  look();
}

bool Connection::client_writes(std::size_t most_bytes) {
  if (client_.phase() != ClientPhase::sending) return false;
  const std::size_t count = request_.write(client_.output(), most_bytes);
  if (count == 0) return false;
  client_.sent(count);
  look();
  return true;
}

bool Connection::server_reads(std::size_t most_bytes) {
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

bool Connection::server_writes(std::size_t most_bytes) {
  if (server_.phase() != ServerPhase::sending) return false;
  const std::size_t count = response_.write(server_.output(), most_bytes);
  if (count == 0) return false;
  bytes_answered_ += count;
  server_.sent(count);
  look();
  return true;
}

bool Connection::client_reads(std::size_t most_bytes) {
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

bool Connection::acknowledge() {
  const bool client = client_.phase() == ClientPhase::delivering && request_.empty();
  const bool server = server_.phase() == ServerPhase::delivering && response_.empty();
  if (client) client_.delivered();
  if (server) server_.delivered();
  look();
  return client || server;
}

void Connection::acknowledge_some() {
  if (!client_ended()) client_.delivery_progressed();
  if (!server_ended()) server_.delivery_progressed();
  look();
}

void Connection::reset_by_server() {
  response_.reset();
  request_.reset();
  server_.connection_lost();
  look();
}

void Connection::reset_by_client() {
  request_.reset();
  response_.reset();
  if (!client_ended()) client_.receive_end();
  client_told_of_end_ = true;
  server_.connection_lost();
  look();
}

void Connection::client_cannot_send() {
  client_.sending_failed();
  look();
}

void Connection::pass(Milliseconds duration) {
  now_ += duration;
  if (client_timer_.is_over(now_)) {
    const ClientPhase before = client_.phase();
    client_.on_deadline();
    check(client_ended() && before != ClientPhase::ended, "a deadline of the client ends it");
  }
  if (server_timer_.is_over(now_)) {
    const ServerPhase before = server_.phase();
    server_.on_deadline();
    check(server_.phase() > before, "a deadline of the server moves it on");
  }
  look();
}

std::optional<Milliseconds> Connection::next_deadline() const {
  const auto& client = client_timer_.due();
  const auto& server = server_timer_.due();
  if (!client && !server) return std::nullopt;
  return std::min(client.value_or(Milliseconds::max()), server.value_or(Milliseconds::max())) -
         now_;
}

// What the programs around the sessions do after every call: they look at the phase and at the
// deadline.
void Connection::look() {
  check_client();
  check_server();
  client_timer_.follow(client_.deadline(), now_);
  server_timer_.follow(server_.deadline(), now_);
  if (client_ended()) request_.end();
  // The server's sending direction is shut down as soon as there is nothing more to send.
  if (server_.phase() >= ServerPhase::delivering) response_.end();
  if (server_ended() && server_.wants_reset()) response_.reset();
}

void Connection::check_client() {
  // Sending may be given up, which leaves out the wait for the delivery; nothing goes back.
  check(client_.phase() >= client_phase_, "a client never goes back");
  client_phase_ = client_.phase();
  const bool limited = client_.deadline().kind != impl::DeadlineKind::none;
  check(limited != client_ended(), "a client has a deadline until it ends");
  check(client_.phase() != ClientPhase::sending || !client_.output().empty(),
        "a client that sends has something to send");
}

void Connection::check_server() {
  check(server_.phase() >= server_phase_, "a server never goes back");
  server_phase_ = server_.phase();
  const bool limited = server_.deadline().kind != impl::DeadlineKind::none;
  check(limited != server_ended(), "a server has a deadline until it ends");
  check(server_.phase() != ServerPhase::sending || !server_.output().empty(),
        "a server that sends has something to send");
  check(!server_.rejection() || bytes_answered_ == 0, "who rejects a request does not answer it");
}

}  // namespace wiretrial::fuzz
