#include "impl/session/client_session.hpp"

#include <utility>

namespace wiretrial::impl {

ClientSession::ClientSession(const ClientSessionOptions& options, Message request)
    : options_(options), reader_(options.limits), outgoing_(std::move(request)) {}

void ClientSession::receive(std::string_view bytes) {
  if (phase_ == ClientPhase::ended) return;
  reader_.receive(bytes);
  if (reader_.error()) fail(ClientFailure::Kind::invalid);
  if (reader_.complete()) enter(ClientPhase::ended);
}

void ClientSession::receive_end() {
  if (phase_ == ClientPhase::ended) return;
  reader_.receive_end();
  fail(ClientFailure::Kind::closed);
}

void ClientSession::sending_failed() {
  if (phase_ == ClientPhase::ended) return;
  outgoing_ = Outgoing();
  enter(ClientPhase::awaiting);
}

void ClientSession::sent(std::size_t count) {
  outgoing_.advance(count);
  delivery_progressed();
  if (!outgoing_.empty()) return;
  outgoing_ = Outgoing();
  enter(ClientPhase::delivering);
}

void ClientSession::delivery_progressed() {
  if (phase_ == ClientPhase::sending || phase_ == ClientPhase::delivering) ++generation_;
}

void ClientSession::delivered() {
  if (phase_ == ClientPhase::delivering) enter(ClientPhase::awaiting);
}

void ClientSession::on_deadline() {
  if (phase_ == ClientPhase::ended) return;
  fail(phase_ == ClientPhase::awaiting ? ClientFailure::Kind::response_timed_out
                                       : ClientFailure::Kind::send_timed_out);
}

Deadline ClientSession::deadline() const {
  switch (phase_) {
    case ClientPhase::sending:
    case ClientPhase::delivering:
      return {DeadlineKind::send_progress, options_.send_limit, generation_};
    case ClientPhase::awaiting:
      return {DeadlineKind::response_total, options_.response_limit, generation_};
    case ClientPhase::ended:
      break;
  }
  return {DeadlineKind::none, std::chrono::milliseconds(0), generation_};
}

std::variant<Message, ClientFailure> ClientSession::take_result() {
  if (failure_) return *failure_;
  return reader_.take_message();
}

void ClientSession::fail(ClientFailure::Kind kind) {
  failure_ = ClientFailure{kind, reader_.error()};
  enter(ClientPhase::ended);
}

void ClientSession::enter(ClientPhase phase) {
  if (phase_ == phase || phase_ == ClientPhase::ended) return;
  phase_ = phase;
  ++generation_;
}

}  // namespace wiretrial::impl
