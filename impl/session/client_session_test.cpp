#include "impl/session/client_session.hpp"

#include "catch.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

using namespace std::chrono_literals;
using Kind = ClientFailure::Kind;

ClientSession new_session() {
  Message request{ByteOrder::little, "a", "b", "question"};
  return {{Limits{1000}, 2s, 3s}, std::move(request)};
}

void send_all(ClientSession& session) {
  while (session.phase() == ClientPhase::sending) session.sent(session.output().size());
  session.delivered();
}

std::string answer_of(ClientSession& session) {
  REQUIRE(session.phase() == ClientPhase::ended);
  return std::get<Message>(session.take_result()).content;
}

Kind failure_of(ClientSession& session) {
  REQUIRE(session.phase() == ClientPhase::ended);
  return std::get<ClientFailure>(session.take_result()).kind;
}

TEST_CASE("a response counts when its last byte is there, at any cut, whatever follows") {
  const std::string response = test::json_message("answer");
  for (std::size_t cut = 0; cut < response.size(); ++cut) {
    ClientSession session = new_session();
    send_all(session);
    session.receive(std::string_view(response).substr(0, cut));
    CHECK(session.phase() == ClientPhase::awaiting);
    session.receive(response.substr(cut) + "ignored");
    session.receive("ignored");
    session.receive_end();
    CHECK(answer_of(session) == "answer");
  }
}

TEST_CASE("an end before the last byte is a failure") {
  const std::string response = test::json_message("answer");
  for (std::size_t cut = 0; cut < response.size(); ++cut) {
    ClientSession session = new_session();
    send_all(session);
    session.receive(std::string_view(response).substr(0, cut));
    session.receive_end();
    CHECK(failure_of(session) == Kind::closed);
  }
}

TEST_CASE("a response before the request is out counts") {
  ClientSession session = new_session();
  session.sent(1);
  session.receive(test::json_message("early"));
  CHECK(answer_of(session) == "early");
}

TEST_CASE("a response that was on its way when sending failed counts") {
  ClientSession session = new_session();
  session.sent(1);
  session.sending_failed();
  CHECK(session.output().empty());
  CHECK(session.deadline().kind == DeadlineKind::response_total);
  session.receive(test::json_message("late"));
  CHECK(answer_of(session) == "late");
}

TEST_CASE("a malformed response is a failure that names its clause") {
  ClientSession session = new_session();
  send_all(session);
  session.receive("HTTP/1.1 200 OK\r\n" + std::string(20'000, 'x'));
  const auto failure = std::get<ClientFailure>(session.take_result());
  CHECK(failure.kind == Kind::invalid);
  CHECK(failure.error->clause == Clause::hdr_2);
}

TEST_CASE("sending has a limit without progress, the response one in total") {
  ClientSession session = new_session();
  const Deadline start = session.deadline();
  CHECK(start.kind == DeadlineKind::send_progress);
  CHECK(start.duration == 2s);
  session.sent(1);
  CHECK(session.deadline().generation != start.generation);
  send_all(session);
  const Deadline waiting = session.deadline();
  CHECK(waiting.kind == DeadlineKind::response_total);
  CHECK(waiting.duration == 3s);
  for (const char byte : test::json_message("answer").substr(0, 50)) {
    session.receive(std::string_view(&byte, 1));
    CHECK(session.deadline() == waiting);
  }
  session.on_deadline();
  CHECK(failure_of(session) == Kind::response_timed_out);
}

TEST_CASE("a server that takes nothing is a timeout of sending") {
  ClientSession sending = new_session();
  sending.on_deadline();
  CHECK(failure_of(sending) == Kind::send_timed_out);
  ClientSession delivering = new_session();
  delivering.sent(delivering.output().size());
  CHECK(delivering.phase() == ClientPhase::delivering);
  delivering.on_deadline();
  CHECK(failure_of(delivering) == Kind::send_timed_out);
}

}  // namespace
}  // namespace wiretrial::impl
