// Sessions that are wrong: each wraps a real one and spoils one thing.
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/peer/peer_property.hpp"
#include "fuzz/planted/planted.hpp"
#include "fuzz/session/session_property.hpp"
#include "fuzz/tools/input.hpp"

namespace wiretrial::fuzz {
namespace {

using impl::ClientPhase;
using impl::ServerPhase;

class AnswersAgain : public impl::ServerSession {
 public:
  AnswersAgain(const impl::ServerSessionOptions& options, const impl::Responder& responder)
      : ServerSession(options, responder), responder_(responder) {}

  void receive(std::string_view bytes) {
    const bool is_behind = phase() == ServerPhase::sending && !bytes.empty();
    ServerSession::receive(bytes);
    if (is_behind) static_cast<void>(responder_({}));
  }

 private:
  const impl::Responder& responder_;
};

class LingersWithoutLimit : public impl::ServerSession {
 public:
  using ServerSession::ServerSession;
  [[nodiscard]] impl::Deadline deadline() const {
    impl::Deadline deadline = ServerSession::deadline();
    if (phase() == ServerPhase::draining) deadline.kind = impl::DeadlineKind::none;
    return deadline;
  }
};

class IgnoresDeadline : public impl::ServerSession {
 public:
  using ServerSession::ServerSession;
  void on_deadline() {
    if (phase() != ServerPhase::draining) ServerSession::on_deadline();
  }
};

class TakesEndForSuccess : public impl::ClientSession {
 public:
  using ClientSession::ClientSession;
  [[nodiscard]] std::variant<impl::Message, impl::ClientFailure> take_result() {
    auto result = ClientSession::take_result();
    const auto* failure = std::get_if<impl::ClientFailure>(&result);
    if (failure != nullptr && failure->kind == impl::ClientFailure::Kind::closed)
      return impl::Message{};
    return result;
  }
};

class ReadsWhenDelivered : public impl::ClientSession {
 public:
  using ClientSession::ClientSession;
  void receive(std::string_view bytes) {
    if (phase() == ClientPhase::awaiting) ClientSession::receive(bytes);
  }
};

constexpr std::size_t enough = 10'000;

template <typename Server>
PlantedBug server_bug(std::string_view name, Oracle oracle, std::string_view sentence) {
  return {name,
          oracle,
          sentence,
          stream_inputs(),
          enough,
          [](std::string_view input, OracleSet oracles) {
            const auto [stream, decisions] = split_input(input);
            check_server<Server>(stream, decisions, oracles);
          }};
}

}  // namespace

std::vector<PlantedBug> planted_sessions() {
  using enum Oracle;
  return {
      server_bug<AnswersAgain>("server-answers-again", one_answer,
                               "what comes while the answer is sent is taken for a request"),
      server_bug<LingersWithoutLimit>("server-lingers-without-limit", deadline_while_waiting,
                                      "no deadline while the peer has yet to end"),
      server_bug<IgnoresDeadline>("server-ignores-deadline", ends,
                                  "the deadline passes while the peer has yet to end"),
      {"client-takes-end-for-success", same_verdict, "a response that was cut off is a response",
       stream_inputs(), enough,
       [](std::string_view input, OracleSet oracles) {
         const auto [stream, decisions] = split_input(input);
         check_client<TakesEndForSuccess>(stream, decisions, oracles);
       }},
      {"client-reads-when-delivered", same_verdict,
       "a response is lost that comes before the request is acknowledged", byte_inputs(), enough,
       [](std::string_view input, OracleSet oracles) {
         check_exchange<ReadsWhenDelivered, impl::ServerSession>(input, oracles);
       }},
  };
}

}  // namespace wiretrial::fuzz
