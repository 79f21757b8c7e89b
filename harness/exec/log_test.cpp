#include "harness/exec/log.hpp"

#include "catch.hpp"

namespace wiretrial::exec {

using model::EventKind;

namespace {

// A round of a Repeat at step 2: a connection that is answered and closed by the subject.
void round(Log& log, const std::string& answer, const std::string& barrier = "drained",
           const std::string& chatter = "") {
  log.set_step("2");
  log.begin_round();
  log.set_step("2.0");
  log.add(EventKind::connected, "a");
  log.add(EventKind::barrier, "a", barrier);
  if (!chatter.empty()) log.add_data(EventKind::standard_output, "", chatter);
  log.add(EventKind::sockets, "a", "subject " + barrier);
  log.add_data(EventKind::received, "a", answer);
  log.add(EventKind::fin_received, "a");
  log.set_step("2");
  log.end_round();
}

// "answer x times" for each round that was kept.
std::string kept(Log& log) {
  std::string words;
  std::string answer;
  for (const auto& event : log.take().events) {
    if (event.kind == EventKind::received) answer = event.data;
    if (event.kind == EventKind::round_end) {
      words += answer + " x" + std::to_string(event.number) + " ";
    }
  }
  return words;
}

}  // namespace

TEST_CASE("an event has the current step and a time that does not go back") {
  Log log("run");
  log.set_step("1");
  log.add(EventKind::connected, "a");
  log.set_step("2.3");
  log.add(EventKind::connect_failed, "b", "refused");
  const auto evidence = log.take();
  CHECK(evidence.run == "run");
  REQUIRE(evidence.events.size() == 2);
  CHECK(evidence.events[0].step == "1");
  CHECK(evidence.events[1].step == "2.3");
  CHECK(evidence.events[1].connection == "b");
  CHECK(evidence.events[1].detail == "refused");
  CHECK(evidence.events[0].at_ms >= 0);
  CHECK(evidence.events[1].at_ms >= evidence.events[0].at_ms);
}

TEST_CASE("data is joined to the event before, of the same kind, connection and step") {
  struct Row {
    const char* what;
    EventKind kind;
    const char* connection;
    const char* step;
    std::size_t events;
  };
  for (const Row& row : {Row{"same", EventKind::received, "a", "1", 1},
                         Row{"kind", EventKind::standard_output, "a", "1", 2},
                         Row{"connection", EventKind::received, "b", "1", 2},
                         Row{"step", EventKind::received, "a", "2", 2}}) {
    INFO(row.what);
    Log log("");
    log.set_step("1");
    log.add_data(EventKind::received, "a", "abc", 5);
    log.set_step(row.step);
    log.add_data(row.kind, row.connection, "de", 8);
    const auto events = log.take().events;
    REQUIRE(events.size() == row.events);
    CHECK(events[0].offset == 5);
    CHECK(events[0].data == (row.events == 1 ? "abcde" : "abc"));
    CHECK(events[0].length == events[0].data.size());
    if (row.events == 2) CHECK(events[1].offset == 8);
  }
}

TEST_CASE("data is not joined over another event") {
  Log log("");
  log.add_data(EventKind::received, "a", "abc");
  log.add(EventKind::fin_sent, "a");
  log.add_data(EventKind::received, "a", "de", 3);
  CHECK(log.take().events.size() == 3);
}

TEST_CASE("rounds that are equal but for time, barriers and output are kept once and counted") {
  Log log("");
  round(log, "x");
  round(log, "x", "settled");
  round(log, "x", "drained", "request 3\n");
  CHECK(kept(log) == "x x3 ");
}

TEST_CASE("a round that differs is kept, and counting begins anew") {
  Log log("");
  for (const char* answer : {"x", "x", "y", "x", "x", "x"}) round(log, answer);
  CHECK(kept(log) == "x x2 y x1 x x3 ");
}

TEST_CASE("a round with more or fewer events differs") {
  Log log("");
  round(log, "x");
  log.begin_round();
  log.set_step("2.0");
  log.add(EventKind::connected, "a");
  log.set_step("2");
  log.end_round();
  round(log, "x");
  std::size_t ends = 0;
  for (const auto& event : log.take().events) ends += event.kind == EventKind::round_end ? 1 : 0;
  CHECK(ends == 3);
}

TEST_CASE("what happened between two Repeats keeps their rounds apart") {
  Log log("");
  round(log, "x");
  log.set_step("3");
  log.add(EventKind::vitals, "", "between");
  round(log, "x");
  CHECK(kept(log) == "x x1 x x1 ");
}

}  // namespace wiretrial::exec
