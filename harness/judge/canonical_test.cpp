#include "harness/judge/canonical.hpp"

#include <fstream>
#include <vector>

#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

Trial exchange() {
  Trial trial(Role::server);
  return trial.connect().send(search_for("x")).expect(ExpectationKind::response);
}
std::string canonical_of(const Trial& trial) {
  return canonical(trial.evidence.back());
}

// The patterns of the table in PROTOCOL.md, "CLI-3: what is removed".
std::vector<std::string> patterns_of_protocol() {
  std::ifstream file(WIRETRIAL_SOURCE_DIR "/impl/PROTOCOL.md");
  REQUIRE(file);
  std::vector<std::string> patterns;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## CLI-3: what is removed";
    const auto begin = line.find(" | `");
    if (!inside || begin == std::string::npos || !line.ends_with("` |")) continue;
    patterns.push_back(line.substr(begin + 4, line.size() - 3 - begin - 4));
  }
  return patterns;
}

// Rounds as the executor logs them, each with an expectation: how many there were of each answer,
// in order.
std::string rounds_of(const std::vector<std::pair<std::string, int>>& answers) {
  model::Evidence evidence;
  const auto add = [&evidence](EventKind kind, const std::string& connection) -> model::Event& {
    evidence.events.emplace_back();
    evidence.events.back().kind = kind;
    evidence.events.back().step = "0";
    evidence.events.back().connection = connection;
    return evidence.events.back();
  };
  for (const auto& [answer, times] : answers) {
    add(EventKind::round_begin, "");
    add(EventKind::expecting, "a").detail = "response";
    add(EventKind::received, "a").data = answer;
    add(EventKind::round_end, "").number = times;
  }
  return canonical(evidence);
}

}  // namespace

TEST_CASE("rounds that came out the same are one block, however they were kept") {
  const std::string usual = rounds_of({{"x", 20}});
  CHECK(usual.find("20") != std::string::npos);
  CHECK(rounds_of({{"x", 7}, {"x", 1}, {"x", 12}}) == usual);
  CHECK(rounds_of({{"x", 19}}) != usual);
  CHECK(rounds_of({{"x", 19}, {"y", 1}}) != usual);
  CHECK(rounds_of({{"x", 10}, {"y", 1}, {"x", 9}}) != usual);
}

TEST_CASE(
    "times, barriers, vitals and the pieces that bytes came in are no part of the canonical "
    "evidence") {
  const std::string answer = result_message("y");
  const Trial one = exchange().receives(answer).fin().alive();
  Trial other =
      exchange().barrier("settled").receives(answer.substr(0, 7)).receives(answer.substr(7));
  other.busy(3).fin().log(EventKind::closed, "a");
  other.log(EventKind::sockets, "a", "subject CLOSE_WAIT, counterpart FIN_WAIT2");
  for (auto& event : other.evidence.back().events) event.at_ms *= 17;
  CHECK(canonical_of(one) == canonical_of(other));
  CHECK(canonical_of(exchange().vitals("v", 7).fin()) != "");
}

TEST_CASE("bytes, ends, deadlines, our own steps and the process's end are part of it") {
  const std::string answer = result_message("y");
  const std::string usual = canonical_of(exchange().receives(answer).fin());
  CHECK(canonical_of(exchange().receives(answer + "x").fin()) != usual);
  CHECK(canonical_of(exchange().receives(answer).rst()) != usual);
  CHECK(canonical_of(exchange().receives(answer).deadline()) != usual);
  CHECK(canonical_of(exchange().receives(answer).fin().half_closed()) == usual);
  CHECK(canonical_of(exchange().receives(answer).fin().exits(1)) != usual);
  CHECK(canonical_of(exchange().finish().expect(ExpectationKind::closed).receives(answer).fin()) !=
        canonical_of(exchange().expect(ExpectationKind::closed).receives(answer).fin()));
}

TEST_CASE("bytes that came before and after bytes of ours stay apart, as an early answer does") {
  const auto answered = [](const std::string& before, const std::string& behind) {
    Trial trial = Trial(Role::server).connect().send("x");
    if (!before.empty()) trial.receives(before);
    return canonical_of(trial.send("y").expect(ExpectationKind::response).receives(behind).fin());
  };
  CHECK(answered("ab", "cd") != answered("", "abcd"));
}

TEST_CASE(
    "whether the subject's end or a step of ours was first is no part of it, for it is not "
    "judged") {
  const std::string answer = result_message("y");
  const auto asked = [] { return Trial(Role::server).connect().send(search_for("x")); };
  const auto usual =
      canonical_of(asked().finish().expect(ExpectationKind::response).receives(answer).fin());
  CHECK(canonical_of(asked().receives(answer).finish().expect(ExpectationKind::response).fin()) ==
        usual);
  CHECK(canonical_of(asked().receives(answer).fin().finish().expect(ExpectationKind::response)) ==
        usual);
  CHECK(canonical_of(asked().expect(ExpectationKind::response).receives(answer).fin()) != usual);
  const auto sent_around_end = [](bool end_first) {
    Trial trial = Trial(Role::server).connect();
    if (end_first) trial.rst();
    trial.send("x").expect(ExpectationKind::rejection);
    return canonical_of(end_first ? trial : trial.rst());
  };
  CHECK(sent_around_end(true) == sent_around_end(false));
}

TEST_CASE("what no expectation looks at is no part of it") {
  const auto reset = [] { return Trial(Role::server).connect().send(search_for("x")); };
  const std::string usual = canonical_of(reset().reset());
  CHECK(canonical_of(reset().receives(result_message("y")).fin()) == usual);
  CHECK(canonical_of(reset().receives(result_message("y")).fin().expect(ExpectationKind::closed)) !=
        usual);
  CHECK(canonical_of(reset().fin().reset().connect().expect(ExpectationKind::closed)) ==
        canonical_of(reset().reset().connect().expect(ExpectationKind::closed)));
}

TEST_CASE("how far a client came with its request is part of it where the request is judged") {
  const auto client = [](const std::string& request, bool judged) {
    Trial trial = Trial(Role::client).start_client().accept();
    trial.send(result_message("y")).receives(request).fin();
    if (judged) trial.expect(ExpectationKind::request);
    return canonical_of(trial.expect(ExpectationKind::success).exits(0));
  };
  CHECK(client("abc", false) == client("abcdef", false));
  CHECK(client("abc", true) != client("abcdef", true));
}

TEST_CASE("a request has no order with what we send") {
  const auto client = [] { return Trial(Role::client).start_client().accept(); };
  CHECK(canonical_of(client()
                         .send("x")
                         .receives("abc")
                         .expect(ExpectationKind::running)
                         .expect(ExpectationKind::request)) ==
        canonical_of(client()
                         .receives("abc")
                         .send("x")
                         .expect(ExpectationKind::running)
                         .expect(ExpectationKind::request)));
}

TEST_CASE("long bytes are cut, and still told apart") {
  const std::string same(5000, 'x');
  CHECK(canonical_of(exchange().receives(same + "a")) !=
        canonical_of(exchange().receives(same + "b")));
  CHECK(canonical_of(exchange().receives(same + "a")).size() < 2000);
}

TEST_CASE("the canonical evidence is readable, connection by connection") {
  Trial trial(Role::server);
  trial.connect("b")
      .connect("a")
      .send("xy")
      .expect(ExpectationKind::rejection)
      .receives("ab")
      .rst();
  CHECK(canonical_of(trial) ==
        "a:\n  1 connected\n  2 sent 0+2\n  received 2 bytes 6162\n  rst_received\n"
        "b:\n  0 connected\n");
}

TEST_CASE("no port shows in the canonical evidence of a server that never listened") {
  const auto at = [](const std::string& place) {
    return canonical_of(Trial(Role::server).never_serving("did not listen on " + place));
  };
  CHECK(at("127.1.1.1:9000") == at("127.1.2.1:9001"));
}

TEST_CASE("the patterns of CLI-3 are those of PROTOCOL.md, in the same order") {
  const auto wanted = patterns_of_protocol();
  const auto used = removed_patterns();
  CHECK(wanted.size() > 15);
  CHECK(std::vector<std::string>(used.begin(), used.end()) == wanted);
}

TEST_CASE("messages without what differs in every run") {
  struct Row {
    const char* message;
    const char* left;
  };
  for (const Row& row : {
           Row{"connect to 127.0.0.1:65432: refused\n", "connectto:refused"},
           Row{"[Errno 111] Connection refused", "Connectionrefused"},
           Row{"errno=-104 reset", "reset"},
           Row{"connect ECONNREFUSED ::1:4000", "connectECONNREFUSED"},
           Row{"to [::1]:4000 and fe80::1%eth0", "toand"},
           Row{"('127.0.0.1', 4000) refused", "refused"},
           Row{"nowhere.invalid:80 unknown, nowhere.invalid", "unknown,"},
           Row{"localhost:80 timed out after 0.4 s", "timedoutafter"},
           Row{"port 4000 at 0x7ffee and deadbeef01", "atand"},
           Row{"Traceback (most recent call last):\n  File \"x.py\", line 3, in f\n    "
               "f(1)\nOSError: no",
               "OSError:no"},
           Row{"Error: x\n    at connect (net.js:1:2)\r\n", "Error:x"},
           Row{"gave up after 1.2 seconds, 400ms, 35 \u00b5s, 3 milliseconds", "gaveupafter,,,"},
           Row{"id 550e8400-e29b-41d4-a716-446655440000", "id"},
           Row{"a facade is not hexadecimal", "afacadeisnothexadecimal"},
       }) {
    INFO(row.message);
    CHECK(normalised_message(row.message) == row.left);
  }
}

}  // namespace wiretrial::judge
