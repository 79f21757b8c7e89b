// What each expectation about a server's connection accepts, and what it calls the rest.
#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

const std::string good = result_message("y");
const std::string request = search_for("x");

struct Row {
  const char* what;
  std::string received;
  const char* end;  // "fin", "rst", "deadline", "late fin" (behind the deadline) or ""
  Cause cause;
};

void check_rows(const model::Expectation& expectation, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(model::name_of(expectation.kind) << ": " << row.what);
    Trial trial(Role::server);
    trial.connect().send(request).expect(expectation);
    if (!row.received.empty()) trial.receives(row.received);
    trial.ends_as(row.end);
    const auto verdict = trial.alive().judged();
    CHECK(model::name_of(verdict.cause) == model::name_of(row.cause));
    CHECK(verdict.outcome == (row.cause == Cause::none ? Outcome::pass : Outcome::fail));
  }
}

}  // namespace

TEST_CASE("response: one whole right message, then FIN or RST before the deadline") {
  using enum Cause;
  check_rows(response(result("y")),
             {
                 {"right, FIN", good, "fin", none},
                 {"right, RST", good, "rst", none},
                 {"right, open", good, "deadline", hang},
                 {"right, closed behind the deadline", good, "late fin", hang},
                 {"nothing, FIN", "", "fin", no_answer},
                 {"nothing, RST", "", "rst", no_answer},
                 {"nothing, open", "", "deadline", hang},
                 {"nothing, closed behind the deadline", "", "late fin", hang},
                 {"a part, FIN", good.substr(0, 50), "fin", no_answer},
                 {"a part, open", good.substr(0, 50), "deadline", hang},
                 {"wrong result", result_message("z"), "fin", wrong_answer},
                 {"wrong result and open", result_message("z"), "deadline", wrong_answer},
                 {"opaque", opaque_response("y"), "fin", wrong_answer},
                 {"no message", "HTTP/1.1 200 OK", "fin", no_answer},
                 {"no header", std::string("\0\2[]", 4), "fin", malformed_answer},
                 {"two messages", good + good, "fin", malformed_answer},
                 {"one byte behind it", good + "x", "fin", malformed_answer},
             });
}

TEST_CASE("response without a reset: only FIN will do") {
  auto expectation = response(result("y"));
  expectation.without_reset = true;
  using enum Cause;
  check_rows(expectation, {{"FIN", good, "fin", none},
                           {"RST", good, "rst", wrong_answer},
                           {"open", good, "deadline", hang}});
}

TEST_CASE("rejection: no byte, and the end before the deadline") {
  using enum Cause;
  check_rows(expecting(ExpectationKind::rejection),
             {
                 {"FIN", "", "fin", none},
                 {"RST", "", "rst", none},
                 {"open at the deadline is not closed", "", "deadline", hang},
                 {"closed behind the deadline is not closed", "", "late fin", hang},
                 {"neither end nor deadline", "", "", hang},
                 {"an answer", good, "fin", not_rejected},
                 {"one byte", "x", "rst", not_rejected},
             });
}

TEST_CASE("response or rejection: either, but nothing in between") {
  using enum Cause;
  check_rows(expecting(ExpectationKind::response_or_rejection),
             {
                 {"answer", good, "fin", none},
                 {"rejected", "", "rst", none},
                 {"open", "", "deadline", hang},
                 {"answer and open", good, "deadline", hang},
                 {"a part", good.substr(0, 9), "fin", no_answer},
                 {"malformed", std::string("\0\2[]", 4), "fin", malformed_answer},
             });
}

TEST_CASE("closed: the end, and no whole message before it") {
  using enum Cause;
  check_rows(expecting(ExpectationKind::closed),
             {
                 {"FIN", "", "fin", none},
                 {"RST", "", "rst", none},
                 {"half an answer that nobody read", good.substr(0, 20), "rst", none},
                 {"open", "", "deadline", hang},
                 {"closed too late", "", "late fin", hang},
                 {"answered", good, "fin", not_rejected},
             });
}

TEST_CASE("nothing and silence: no byte, whether open or ended") {
  using enum Cause;
  for (const auto kind : {ExpectationKind::nothing, ExpectationKind::silence}) {
    check_rows(expecting(kind), {
                                    {"open", "", "deadline", none},
                                    {"ended", "", "fin", none},
                                    {"a byte", "x", "", early_answer},
                                });
  }
}

TEST_CASE("an answer before our last byte is early, whatever it says and whatever was expected") {
  for (const auto kind : {ExpectationKind::response, ExpectationKind::rejection,
                          ExpectationKind::response_or_rejection, ExpectationKind::closed}) {
    INFO(model::name_of(kind));
    Trial early(Role::server);
    early.connect().send_step(request).sent(0, 100).receives(good).sent(100, request.size() - 100);
    CHECK(model::name_of(early.expect(kind).fin().judged().cause) == "early_answer");
    Trial incomplete(Role::server);
    incomplete.connect()
        .send_part(request, request.size() - 1)
        .finish()
        .expect(kind)
        .receives(good)
        .fin();
    CHECK(model::name_of(incomplete.judged().cause) == "early_answer");
  }
}

TEST_CASE("an answer behind our last byte is not early, although more bytes follow") {
  Trial trial(Role::server);
  const std::string trailing = request + "more";
  trial.connect()
      .send_step(trailing)
      .sent(0, request.size())
      .receives(good)
      .sent(request.size(), 4);
  CHECK(trial.expect(response(result("y"))).fin().judged().outcome == Outcome::pass);
}

TEST_CASE("a message without a usable length is complete with its header") {
  const std::string unusable = with_member("content-length", "\"x\"");
  Trial trial(Role::server);
  trial.connect().send(unusable).expect(ExpectationKind::rejection).receives(good).fin();
  CHECK(model::name_of(trial.judged().cause) == "not_rejected");
  Trial early(Role::server);
  early.connect().send_part(unusable, 30).expect(ExpectationKind::rejection).receives(good).fin();
  CHECK(model::name_of(early.judged().cause) == "early_answer");
}

TEST_CASE("behind our own reset or close no end of the subject's is looked for") {
  for (const bool by_reset : {true, false}) {
    Trial trial(Role::server);
    trial.connect().send(request);
    (by_reset ? trial.reset() : trial.close()).expect(ExpectationKind::rejection);
    CHECK(trial.judged().outcome == Outcome::pass);
  }
}

TEST_CASE("the tidying up behind the last step is no end of the subject's") {
  Trial trial(Role::server);
  trial.connect()
      .send(request)
      .expect(ExpectationKind::rejection)
      .deadline()
      .alive()
      .log(EventKind::closed, "a");
  CHECK(model::name_of(trial.judged().cause) == "hang");
}

TEST_CASE("how a connection ended is recorded: FIN, RST, half-close, open, refused, timed out") {
  struct End {
    const char* word;
    Trial trial;
  };
  const auto expected = [] {
    Trial trial(Role::server);
    return trial.connect().send(request).expect(ExpectationKind::rejection);
  };
  Trial refused(Role::server);
  Trial timed_out(Role::server);
  refused.connect_fails("refused").expect(ExpectationKind::rejection);
  timed_out.add(model::Connect{}).deadline().expect(ExpectationKind::rejection);
  for (const End& end : {End{"fin", expected().fin()}, End{"rst", expected().rst()},
                         End{"half_close", expected().fin().half_closed()},
                         End{"open_at_deadline", expected().deadline()},
                         End{"open_at_deadline", expected().deadline().fin()},
                         End{"refused", refused}, End{"timed_out", timed_out}}) {
    CHECK(end.trial.judged().termination == end.word);
  }
}

TEST_CASE("a server that cannot be reached does not reject") {
  Trial refused(Role::server);
  refused.connect_fails("refused").expect(ExpectationKind::rejection);
  CHECK(model::name_of(refused.judged().cause) == "no_answer");
  Trial never(Role::server);
  never.add(model::Connect{}).deadline().expect(ExpectationKind::rejection);
  CHECK(model::name_of(never.judged().cause) == "hang");
}

TEST_CASE("an expectation about a connection that was never made is not met") {
  CHECK(
      model::name_of(Trial(Role::server).expect(ExpectationKind::rejection, "b").judged().cause) ==
      "no_answer");
}

TEST_CASE("of a group the worst member counts, and is named") {
  Trial trial(Role::server);
  trial.connect("a", 3)
      .expect(ExpectationKind::rejection)
      .fin("a#1")
      .deadline("a#2")
      .receives("x", "a#3")
      .fin("a#3");
  trial.connect("ab").expect(ExpectationKind::rejection, "ab").fin("ab");
  const auto verdict = trial.judged();
  CHECK(model::name_of(verdict.cause) == "early_answer");
  CHECK(verdict.actual == "a#3: answered x");
}

TEST_CASE(
    "a member of a group that closed while others were awaited, behind its own deadline, hangs") {
  Trial trial(Role::server);
  trial.connect("a", 2).expect(ExpectationKind::rejection).deadline("a#1").fin("a#1").fin("a#2");
  const auto verdict = trial.judged();
  CHECK(model::name_of(verdict.cause) == "hang");
  CHECK(verdict.actual.find("a#1: ") == 0);
}

TEST_CASE("the deadline of one expectation does not count for the next") {
  Trial trial(Role::server);
  trial.connect().send_part(request, 9).expect(ExpectationKind::silence).deadline();
  trial.finish().expect(ExpectationKind::rejection).fin();
  CHECK(trial.judged().outcome == Outcome::pass);
}

TEST_CASE("a name that is used again means the new connection") {
  Trial trial(Role::server);
  trial.connect().send(request).expect(response(result("y"))).receives(good).fin();
  trial.connect().send(request).expect(response(result("y"))).deadline();
  const auto verdict = trial.judged();
  CHECK(model::name_of(verdict.cause) == "hang");
  CHECK(verdict.actual.find("no byte came") == 0);
}

TEST_CASE("steps inside a Repeat are found by their path") {
  model::Repeat repeat;
  repeat.times = 5;
  model::Send send;
  send.bytes.data = request;
  repeat.steps = {model::Connect{}, send, model::Expect{"a", response(result("y"))}};
  const auto repeated = [&](const std::string& answer) {
    Trial trial(Role::server);
    trial.add(repeat).log(EventKind::round_begin);
    const auto at = [&](const std::string& step) { trial.last().step = step; };
    trial.log(EventKind::connected, "a"), at("0.0");
    trial.sent(0, request.size()), at("0.1");
    trial.log(EventKind::expecting, "a"), at("0.2");
    trial.receives(answer), at("0.2");
    trial.fin(), at("0.2");
    trial.log(EventKind::round_end).last().number = 5;
    return trial.judged();
  };
  CHECK(repeated(good).outcome == Outcome::pass);
  CHECK(model::name_of(repeated(result_message("z")).cause) == "wrong_answer");
}

}  // namespace wiretrial::judge
