#include "impl/session/server_session.hpp"

#include "catch.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

using namespace std::chrono_literals;

const Responder echo = [](Message request) -> Result<Message> {
  if (request.content == "no") return WireError{Clause::app_5, 0, "refused by the test"};
  return request;
};

// A session and its options, with the bytes it gave out so far.
struct Fixture {
  ServerSessionOptions options{Limits{1'000'000}, 2s};
  ServerSession session{options, echo};
  std::string sent;

  void send_all(std::size_t at_most_each = 1'000'000) {
    while (session.phase() == ServerPhase::sending) {
      const auto part = session.output().substr(0, at_most_each);
      sent += part;
      session.sent(part.size());
    }
  }
};

TEST_CASE("nothing is sent before the last byte of the request, at any cut") {
  const std::string request = test::json_message("hello");
  for (std::size_t cut = 0; cut < request.size(); ++cut) {
    Fixture fixture;
    fixture.session.receive(std::string_view(request).substr(0, cut));
    CHECK(fixture.session.phase() == ServerPhase::receiving);
    CHECK(fixture.session.output().empty());
    fixture.session.receive(std::string_view(request).substr(cut));
    CHECK(fixture.session.phase() == ServerPhase::sending);
  }
}

TEST_CASE("the end, a reset or the deadline inside a request sends nothing") {
  const std::string request = test::json_message("hello");
  for (std::size_t cut = 0; cut < request.size(); ++cut) {
    Fixture ended, lost, late;
    for (Fixture* fixture : {&ended, &lost, &late}) {
      fixture->session.receive(std::string_view(request).substr(0, cut));
    }
    ended.session.receive_end();
    CHECK(ended.session.phase() == ServerPhase::ended);
    CHECK(ended.session.rejection()->clause == Clause::frm_4);
    lost.session.connection_lost();
    CHECK(lost.session.phase() == ServerPhase::ended);
    late.session.on_deadline();
    CHECK(late.session.phase() == ServerPhase::draining);
    for (Fixture* fixture : {&ended, &lost, &late}) CHECK(fixture->session.output().empty());
  }
}

TEST_CASE("the response is the same however little is taken at a time") {
  const std::string content(200'000, 'x');
  Fixture whole;
  whole.session.receive(test::json_message(content));
  whole.send_all();
  CHECK(whole.sent.ends_with(content));
  Fixture bytewise;
  bytewise.session.receive(test::json_message(content));
  bytewise.send_all(1);
  CHECK(bytewise.sent == whole.sent);
  CHECK(bytewise.session.phase() == ServerPhase::delivering);
}

TEST_CASE("a second request is not answered, and what follows the first is read and ignored") {
  Fixture fixture;
  fixture.session.receive(test::json_message("one") + test::json_message("two"));
  fixture.send_all();
  fixture.session.delivered();
  CHECK(fixture.session.phase() == ServerPhase::draining);
  fixture.session.receive(test::json_message("three"));
  CHECK(fixture.session.wants_input());
  CHECK(fixture.session.output().empty());
  CHECK(fixture.sent.find("two") == std::string::npos);
  fixture.session.receive_end();
  CHECK(fixture.session.phase() == ServerPhase::ended);
}

TEST_CASE("what is ignored has a limit") {
  Fixture fixture;
  fixture.session.receive(test::json_message("no"));
  const std::string chunk(1024 * 1024, 'x');
  int chunks = 0;
  while (fixture.session.wants_input() && chunks < 1000) {
    fixture.session.receive(chunk);
    ++chunks;
  }
  CHECK(chunks == 65);
  CHECK(fixture.session.phase() == ServerPhase::ended);
}

TEST_CASE("a request that is wrong or refused is rejected without a byte") {
  for (const std::string& request :
       {std::string("\0\0", 2), test::json_message("no"), test::frame("{}"),
        test::frame(test::header_text("1000001"))}) {
    Fixture fixture;
    fixture.session.receive(request);
    CHECK(fixture.session.phase() == ServerPhase::draining);
    CHECK(fixture.session.rejection());
    CHECK(fixture.session.output().empty());
    fixture.session.on_deadline();
    CHECK(fixture.session.phase() == ServerPhase::ended);
    CHECK_FALSE(fixture.session.wants_reset());
  }
}

TEST_CASE("a client that half-closes gets the whole response") {
  Fixture fixture;
  fixture.session.receive(test::json_message("hello"));
  fixture.session.receive_end();
  CHECK(fixture.session.phase() == ServerPhase::sending);
  CHECK_FALSE(fixture.session.wants_input());
  fixture.send_all(1);
  CHECK(fixture.sent.ends_with("hello"));
  CHECK(fixture.session.phase() == ServerPhase::ended);
}

TEST_CASE("the request's deadline is not prolonged by its bytes") {
  Fixture fixture;
  const Deadline start = fixture.session.deadline();
  CHECK(start.kind == DeadlineKind::request_total);
  CHECK(start.duration == 2s);
  for (const char byte : test::json_message("hello").substr(0, 50)) {
    fixture.session.receive(std::string_view(&byte, 1));
    CHECK(fixture.session.deadline() == start);
  }
}

TEST_CASE("the response's deadline begins anew with every progress") {
  Fixture fixture;
  fixture.session.receive(test::json_message("hello"));
  Deadline last = fixture.session.deadline();
  CHECK(last.kind == DeadlineKind::send_progress);
  const auto is_new = [&] {
    const Deadline now = fixture.session.deadline();
    const bool changed = now.generation != last.generation;
    last = now;
    return changed;
  };
  fixture.session.sent(1);
  CHECK(is_new());
  fixture.session.delivery_progressed();
  CHECK(is_new());
  fixture.session.receive("ignored");
  CHECK_FALSE(is_new());
  fixture.send_all();
  CHECK(is_new());
  CHECK(last.kind == DeadlineKind::send_progress);
  fixture.session.delivered();
  CHECK(is_new());
  CHECK(last.kind == DeadlineKind::linger);
}

TEST_CASE("a response that nobody reads ends in a reset") {
  Fixture sending;
  sending.session.receive(test::json_message("hello"));
  sending.session.on_deadline();
  Fixture delivering;
  delivering.session.receive(test::json_message("hello"));
  delivering.send_all();
  delivering.session.on_deadline();
  for (const Fixture* fixture : {&sending, &delivering}) {
    CHECK(fixture->session.phase() == ServerPhase::ended);
    CHECK(fixture->session.wants_reset());
  }
}

TEST_CASE("nothing wakes an ended session") {
  Fixture fixture;
  fixture.session.connection_lost();
  fixture.session.receive(test::json_message("hello"));
  fixture.session.receive_end();
  fixture.session.delivered();
  fixture.session.on_deadline();
  CHECK(fixture.session.phase() == ServerPhase::ended);
  CHECK(fixture.session.output().empty());
  CHECK(fixture.session.deadline().kind == DeadlineKind::none);
}

}  // namespace
}  // namespace wiretrial::impl
