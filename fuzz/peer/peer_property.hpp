// Whatever a peer sends to a session of impl/, in whatever portions, and whatever the network does:
// the session ends, and as long as it waits it has a deadline. A server answers once at most, when
// what it was given holds a whole request that impl/wire's reader accepts and its answer exists; a
// client shows a response exactly when the reader finds one in what it was given.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/tools/chunk_arena.hpp"
#include "fuzz/tools/oracles.hpp"
#include "harness/model/random.hpp"
#include "impl/app/answer.hpp"
#include "impl/app/client_exchange.hpp"
#include "impl/session/client_session.hpp"
#include "impl/session/server_session.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::fuzz {

// What becomes of a session that a peer talks to; the parts that both roles share.
template <typename Session, typename Phase>
class PeerTalk {
 public:
  PeerTalk(Session& session, std::string_view stream, std::uint64_t decisions, OracleSet oracles)
      : session_(session), stream_(stream), random_(decisions), oracles_(oracles) {
    arena_.begin();
  }

  // Lets things happen, then lets the session come to its end.
  void run() {
    const bool is_rough = random_.below(2) == 0;
    ends_politely_ = random_.below(2) == 0;
    const std::size_t most_events = 16 + random_.below(48);
    for (std::size_t i = 0; i < most_events && !ended(); ++i) happen(is_rough);
    for (std::size_t round = 0; round < most_rounds && !ended(); ++round) settle();
    oracles_.expect(Oracle::ends, ended(), "a session ends");
  }

  // What the session was given while it still read for good, and not to throw it away.
  [[nodiscard]] std::string_view read() const { return stream_.substr(0, read_bytes_); }
  [[nodiscard]] const std::string& sent() const { return sent_; }

 private:
  // Far more than the phases of a session.
  static constexpr std::size_t most_rounds = 64;

  [[nodiscard]] bool ended() const { return session_.phase() == Phase::ended; }

  // One event. Rough ones, one in eight, may end the exchange early.
  void happen(bool is_rough) {
    if (is_rough && random_.below(8) == 0) return disturb();
    switch (random_.below(4)) {
      case 0:
      case 1:
        give(random_.below(stream_.size() - given_bytes_ + 1));
        break;
      case 2:
        take(random_.below(64));
        break;
      default:
        random_.below(2) == 0 ? session_.delivered() : session_.delivery_progressed();
    }
    look();
  }

  void disturb() {
    switch (random_.below(3)) {
      case 0:
        end_of_peer();
        break;
      case 1:
        session_.on_deadline();
        break;
      default:
        lose_connection(session_);
    }
    look();
  }

  // All that is left of the stream comes, all that is to be sent goes, and then time passes.
  void settle() {
    give(stream_.size() - given_bytes_);
    take(sent_.max_size());
    session_.delivered();
    if (ends_politely_ && given_bytes_ == stream_.size()) end_of_peer();
    look();
    if (ended()) return;
    session_.on_deadline();
    look();
  }

  void give(std::size_t count) {
    if (peer_ended_ || !wants_input(session_)) return;
    const std::string_view piece = arena_.place(stream_.substr(given_bytes_, count));
    given_bytes_ += count;
    if (reads_for_good(session_)) read_bytes_ = given_bytes_;
    session_.receive(piece);
  }

  void end_of_peer() {
    if (peer_ended_ || !wants_input(session_)) return;
    peer_ended_ = true;
    session_.receive_end();
  }

  void take(std::size_t most_bytes) {
    while (session_.phase() == Phase::sending && most_bytes > 0) {
      const std::string_view part = session_.output().substr(0, most_bytes);
      oracles_.expect(Oracle::ends, !part.empty(), "who sends has something to send");
      if (part.empty()) return;
      sent_ += part;
      most_bytes -= part.size();
      session_.sent(part.size());
    }
  }

  // What a program does after each call.
  void look() {
    oracles_.expect(Oracle::ends, session_.phase() >= phase_, "a session never goes back");
    phase_ = session_.phase();
    const bool is_limited = session_.deadline().kind != impl::DeadlineKind::none;
    oracles_.expect(Oracle::deadline_while_waiting, is_limited || ended(),
                    "who waits has a deadline");
  }

  static bool wants_input(const auto& session) {
    if constexpr (requires { session.wants_input(); }) return session.wants_input();
    return session.phase() != Phase::ended;
  }

  // A server that did not get its request in time drains; a client reads to its end.
  static bool reads_for_good(const auto& session) {
    if constexpr (requires { Phase::receiving; }) return session.phase() == Phase::receiving;
    return true;
  }

  static void lose_connection(auto& session) {
    if constexpr (requires { session.connection_lost(); }) {
      session.connection_lost();
    } else {
      session.sending_failed();
    }
  }

  // One for all, since making it takes longer than an exchange.
  static inline ChunkArena arena_;

  Session& session_;
  std::string_view stream_;
  model::Random random_;
  OracleSet oracles_;
  Phase phase_{};
  std::size_t given_bytes_ = 0;
  std::size_t read_bytes_ = 0;
  std::string sent_;
  bool peer_ended_ = false;
  bool ends_politely_ = true;
};

// `stream` is what the peer of a server sends, and `decisions` what else happens, and when.
template <typename Session>
void check_server(std::string_view stream, std::uint64_t decisions, OracleSet oracles) {
  std::size_t times_answered = 0;
  std::string answer;
  std::optional<impl::Message> answered;
  const impl::Responder responder = [&](impl::Message request) {
    const bool is_first = ++times_answered == 1;
    if (is_first) answered = request;
    auto result = impl::answer_request(std::move(request));
    if (!is_first) return result;
    if (const auto* message = std::get_if<impl::Message>(&result)) answer = impl::encode(*message);
    return result;
  };
  Session session({}, responder);
  PeerTalk<Session, impl::ServerPhase> talk(session, stream, decisions, oracles);
  talk.run();

  oracles.expect(Oracle::one_answer, times_answered <= 1, "a request is answered once");
  oracles.expect(Oracle::one_answer, talk.sent().size() <= answer.size(), "there is one answer");
  oracles.expect(Oracle::same_verdict, answer.starts_with(talk.sent().substr(0, answer.size())),
                 "what is sent is the answer");
  impl::MessageReader reader(impl::Limits{});
  reader.receive(talk.read());
  oracles.expect(Oracle::same_verdict, reader.complete() == (times_answered > 0),
                 "what is answered is a whole message");
  if (reader.complete()) {
    oracles.expect(Oracle::same_verdict, answered == reader.take_message(),
                   "what is answered is the request");
  }
  if (reader.error()) {
    oracles.expect(Oracle::same_verdict, session.rejection() == reader.error(),
                   "a request is rejected for what the reader finds wrong");
  }
}

// `stream` is what the peer of a client sends.
template <typename Session>
void check_client(std::string_view stream, std::uint64_t decisions, OracleSet oracles) {
  const impl::Message request = impl::make_request("search", "morpheus");
  Session session({}, request);
  PeerTalk<Session, impl::ClientPhase> talk(session, stream, decisions, oracles);
  talk.run();

  oracles.expect(Oracle::one_answer, impl::encode(request).starts_with(talk.sent()),
                 "the request is sent once");
  if (session.phase() != impl::ClientPhase::ended) return;
  impl::MessageReader reader(impl::Limits{});
  reader.receive(talk.read());
  const auto result = session.take_result();
  const auto* response = std::get_if<impl::Message>(&result);
  oracles.expect(Oracle::same_verdict, reader.complete() == (response != nullptr),
                 "a response is a whole message, and a whole message is a response");
  if (response != nullptr && reader.complete()) {
    oracles.expect(Oracle::same_verdict, *response == reader.take_message(),
                   "a response is what was received");
    // Whatever it says, there is something to show, or a reason why not.
    const auto shown = impl::shown_result(*response);
    const auto* unshown = std::get_if<impl::WireError>(&shown);
    oracles.expect(Oracle::clear_errors, unshown == nullptr || !unshown->reason.empty(),
                   "a response that cannot be shown has a reason");
  }
  const auto* failure = std::get_if<impl::ClientFailure>(&result);
  if (failure != nullptr && reader.error()) {
    oracles.expect(Oracle::same_verdict, failure->error == reader.error(),
                   "a response is refused for what the reader finds wrong");
  }
}

}  // namespace wiretrial::fuzz
