// What is expected of protocols that are known as data alone, and what the rest is called.
#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"

namespace wiretrial::judge {

using namespace made_up;
using model::Expectation;
using model::FrameEnd;

namespace {

Expectation of(ExpectationKind kind) {
  Expectation expectation;
  expectation.kind = kind;
  return expectation;
}

Expectation exactly(const std::string& bytes, bool or_end = false) {
  Expectation expectation = of(ExpectationKind::bytes);
  expectation.match_bytes.exact.data = bytes;
  expectation.match_bytes.or_end = or_end;
  return expectation;
}

Expectation lines(const std::string& pattern, std::size_t times = 1) {
  Expectation expectation = of(ExpectationKind::bytes);
  expectation.match_bytes.framed = true;
  expectation.match_bytes.frame.end = FrameEnd::delimiter;
  expectation.match_bytes.frame.delimiter = "\r\n";
  expectation.match_bytes.times = times;
  expectation.match_bytes.pattern = pattern;
  return expectation;
}

Expectation rest(const std::string& pattern) {
  Expectation expectation = lines(pattern);
  expectation.match_bytes.frame = {};
  return expectation;
}

Expectation ends(const std::string& how) {
  Expectation expectation = of(ExpectationKind::end);
  expectation.ending = how;
  return expectation;
}

Expectation exits(std::optional<std::int64_t> status, const std::string& output = "",
                  const std::string& error = "") {
  Expectation expectation = of(ExpectationKind::exit);
  expectation.program = {status, output, error, ""};
  return expectation;
}

Expectation writes(const std::string& text) {
  Expectation expectation = of(ExpectationKind::written);
  expectation.program.written = text;
  return expectation;
}

struct Row {
  const char* what;
  Expectation expectation;
  std::string received;
  const char* end;  // "fin", "rst", "deadline", "late fin" (behind the deadline) or ""
  Cause cause;
};

}  // namespace

TEST_CASE("what comes next on a connection is judged by its bytes, its frames and its end") {
  using enum Cause;
  const Row rows[] = {
      {"exact", exactly("abc"), "abc", "", none},
      {"exact, more behind it", exactly("abc"), "abcdef", "", none},
      {"exact, another byte", exactly("abc"), "abX", "", wrong_answer},
      {"exact, another byte and ended", exactly("abc"), "aX", "fin", wrong_answer},
      {"exact, too few and open", exactly("abc"), "ab", "deadline", hang},
      {"exact, too few and ended", exactly("abc"), "ab", "fin", no_answer},
      {"exact, too few and ended late", exactly("abc"), "ab", "late fin", hang},
      {"exact, nothing and reset", exactly("abc"), "", "rst", no_answer},
      {"exact or end, ended", exactly("abc", true), "", "fin", none},
      {"exact or end, a part", exactly("abc", true), "a", "fin", no_answer},
      {"exact or end, open", exactly("abc", true), "", "deadline", hang},
      {"a line", lines("\\+OK\\r\\n"), "+OK\r\n", "", none},
      {"a line that only begins so", lines("\\+O"), "+OK\r\n", "", wrong_answer},
      {"a line that only ends so", lines("OK\\r\\n"), "+OK\r\n", "", wrong_answer},
      {"alternatives bind the whole line", lines("\\+A\\r\\n|\\+OK\\r\\n"), "+OK\r\n", "", none},
      {"a line of any bytes", lines(""), "\xff\r\n", "", none},
      {"bytes are matched, not characters", lines(".\\r\\n"), "\xff\r\n", "", none},
      {"half a line", lines("\\+OK\\r\\n"), "+OK\r", "deadline", hang},
      {"two lines", lines("a\\r\\n", 2), "a\r\na\r\n", "", none},
      {"two lines, one wrong", lines("a\\r\\n", 2), "a\r\nb\r\n", "", wrong_answer},
      {"two lines, one missing", lines("a\\r\\n", 2), "a\r\n", "fin", no_answer},
      {"the rest", rest("a*"), "aaa", "fin", none},
      {"the rest is nothing", rest("a*"), "", "fin", none},
      {"the rest without end", rest("a*"), "aaa", "deadline", hang},
      {"the rest is another", rest("a*"), "aab", "rst", wrong_answer},
      {"end by FIN", ends(""), "", "fin", none},
      {"end by RST", ends(""), "", "rst", none},
      {"end by FIN as asked", ends("fin"), "", "fin", none},
      {"end by RST, not as asked", ends("fin"), "", "rst", wrong_answer},
      {"end by FIN, not as asked", ends("rst"), "", "fin", wrong_answer},
      {"end with bytes", ends(""), "x", "fin", wrong_answer},
      {"no end", ends(""), "", "deadline", hang},
      {"end behind the deadline", ends(""), "", "late fin", hang},
      {"open", of(ExpectationKind::open), "", "", none},
      {"open, with bytes", of(ExpectationKind::open), "x", "", early_answer},
      {"not open", of(ExpectationKind::open), "", "fin", no_answer},
      {"not open, reset", of(ExpectationKind::open), "", "rst", no_answer},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Trial trial(Role::server);
    trial.connect().send("request").expect(row.expectation);
    if (!row.received.empty()) trial.receives(row.received);
    trial.ends_as(row.end);
    const auto verdict = trial.alive().judged();
    CHECK(model::name_of(verdict.cause) == model::name_of(row.cause));
    CHECK(verdict.outcome == (row.cause == none ? Outcome::pass : Outcome::fail));
  }
}

TEST_CASE("expectations of bytes follow one another in the stream") {
  const auto judged = [](const std::string& second, const Expectation& last) {
    Trial trial(Role::server);
    trial.connect().send("x").expect(lines("a\\r\\n")).receives("a\r\n" + second.substr(0, 1));
    trial.send("y").expect(exactly("b")).receives(second.substr(1));
    trial.expect(last);
    return trial.alive().judged().cause;
  };
  CHECK(judged("b", of(ExpectationKind::open)) == Cause::none);
  CHECK(judged("b", of(ExpectationKind::nothing)) == Cause::none);
  CHECK(judged("bc", of(ExpectationKind::nothing)) == Cause::early_answer);
  CHECK(judged("bc", exactly("c")) == Cause::none);
  CHECK(judged("cd", of(ExpectationKind::open)) == Cause::wrong_answer);
}

TEST_CASE("wrong bytes of a client are a wrong request") {
  Trial trial(Role::client);
  trial.start_client().accept().expect(lines("GET .*\\r\\n")).receives("PUT /\r\n");
  CHECK(trial.judged().cause == Cause::wrong_request);
  Trial silent(Role::client);
  silent.start_client().accept().expect(lines("GET .*\\r\\n")).deadline();
  CHECK(silent.judged().cause == Cause::hang);
}

TEST_CASE("how a program ends, and what it has shown, is judged part by part") {
  using enum Cause;
  const struct {
    const char* what;
    Expectation expectation;
    int status;
    Cause cause;
  } rows[] = {
      {"any end", exits(std::nullopt), 7, none},
      {"the status", exits(4), 4, none},
      {"another status", exits(4), 5, wrong_exit},
      {"no end", exits(4), -1, hang},
      {"output", exits(4, "^out$"), 4, none},
      {"another output", exits(4, "other"), 4, wrong_answer},
      {"a message", exits(4, "", "refused"), 4, none},
      {"another message", exits(4, "", "timed out"), 4, wrong_message},
      {"written on output", writes("ou"), -1, none},
      {"written on error", writes("refused"), 0, none},
      {"not written so far", writes("other"), -1, hang},
      {"never written", writes("other"), 0, wrong_message},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    Trial trial(Role::client);
    trial.start_client().expect(row.expectation).shows("out").complains("refused");
    row.status < 0 ? trial.process_deadline() : trial.exits(row.status);
    CHECK(model::name_of(trial.judged().cause) == model::name_of(row.cause));
  }
}

TEST_CASE("a pattern that would need too many steps gives no verdict") {
  Trial trial(Role::server);
  trial.connect()
      .send("x")
      .expect(rest("(?:a|aa)*c"))
      .receives(std::string(4000, 'a') + "bc")
      .fin();
  trial.alive();
  CHECK_THROWS_WITH(trial.judged(), Catch::Matchers::Contains("needs more steps than the limit"));
}

}  // namespace wiretrial::judge
