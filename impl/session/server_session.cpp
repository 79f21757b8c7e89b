#include "impl/session/server_session.hpp"

#include <utility>

namespace wiretrial::impl {
namespace {

// How long a finished connection waits for the peer to end its direction too: half of the time in
// which a peer may expect the end, and long on any network for bytes that are already under way.
constexpr std::chrono::milliseconds linger_limit{500};

// What is read and thrown away after a request, so that a peer cannot keep the server reading.
constexpr std::uint64_t max_ignored_bytes = 64ULL * 1024 * 1024;

}  // namespace

ServerSession::ServerSession(const ServerSessionOptions& options, const Responder& responder)
    : options_(options), responder_(responder), reader_(options.limits) {}

void ServerSession::receive(std::string_view bytes) {
  std::size_t taken = 0;
  if (phase_ == ServerPhase::receiving) {
    taken = reader_.receive(bytes);
    if (reader_.error()) reject(*reader_.error());
    if (reader_.complete()) answer();
  }
  ignored_bytes_ += bytes.size() - taken;
  if (phase_ == ServerPhase::draining && !wants_input()) enter(ServerPhase::ended);
}

void ServerSession::answer() {
  auto result = responder_(reader_.take_message());
  if (const auto* reason = std::get_if<WireError>(&result)) return reject(*reason);
  outgoing_ = Outgoing(std::get<Message>(std::move(result)));
  enter(ServerPhase::sending);
}

void ServerSession::reject(const WireError& reason) {
  rejection_ = reason;
  enter(peer_ended_ ? ServerPhase::ended : ServerPhase::draining);
}

void ServerSession::receive_end() {
  peer_ended_ = true;
  if (phase_ == ServerPhase::receiving) {
    reader_.receive_end();
    reject(*reader_.error());
  } else if (phase_ != ServerPhase::sending) {
    enter(ServerPhase::ended);
  }
}

void ServerSession::connection_lost() {
  enter(ServerPhase::ended);
}

void ServerSession::sent(std::size_t count) {
  outgoing_.advance(count);
  delivery_progressed();
  if (!outgoing_.empty()) return;
  outgoing_ = Outgoing();
  // A peer that has ended sends nothing any more, so the system delivers the rest after the close.
  enter(peer_ended_ ? ServerPhase::ended : ServerPhase::delivering);
}

void ServerSession::delivery_progressed() {
  ++generation_;
}

void ServerSession::delivered() {
  if (phase_ == ServerPhase::delivering) enter(ServerPhase::draining);
}

void ServerSession::on_deadline() {
  switch (phase_) {
    case ServerPhase::receiving:
      return reject({Clause::frm_4, 0, "the request is not complete within the idle limit"});
    case ServerPhase::sending:
    case ServerPhase::delivering:
      wants_reset_ = true;
      return enter(ServerPhase::ended);
    case ServerPhase::draining:
      return enter(ServerPhase::ended);
    case ServerPhase::ended:
      return;
  }
}

Deadline ServerSession::deadline() const {
  switch (phase_) {
    case ServerPhase::receiving:
      return {DeadlineKind::request_total, options_.idle_limit, generation_};
    case ServerPhase::sending:
    case ServerPhase::delivering:
      return {DeadlineKind::send_progress, options_.idle_limit, generation_};
    case ServerPhase::draining:
      return {DeadlineKind::linger, linger_limit, generation_};
    case ServerPhase::ended:
      break;
  }
  return {DeadlineKind::none, std::chrono::milliseconds(0), generation_};
}

bool ServerSession::wants_input() const {
  return phase_ != ServerPhase::ended && !peer_ended_ && ignored_bytes_ <= max_ignored_bytes;
}

void ServerSession::enter(ServerPhase phase) {
  if (phase_ == phase || phase_ == ServerPhase::ended) return;
  phase_ = phase;
  ++generation_;
}

}  // namespace wiretrial::impl
