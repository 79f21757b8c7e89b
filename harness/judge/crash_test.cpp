// Ends that nobody asked for, sanitizers' reports and busy loops: whatever else was expected.
#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

Trial rejecting() {
  Trial trial(Role::server);
  return trial.connect().send(search_for("x")).expect(ExpectationKind::rejection);
}
Cause cause_of(const Trial& trial) {
  return trial.judged().cause;
}
const std::string asan =
    "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010\n";

}  // namespace

TEST_CASE("a crash is never a rejection, whatever its death did to the connection") {
  for (const int status : {0, 1, 139})
    CHECK(cause_of(rejecting().rst().exits(status)) == Cause::crash);
  for (const int signal : {6, 9, 11, 15})
    CHECK(cause_of(rejecting().fin().dies_by(signal)) == Cause::crash);
  const auto verdict = rejecting().rst().complains("panic: index out of range").dies_by(6).judged();
  CHECK(verdict.outcome == Outcome::fail);
  CHECK(verdict.actual == "signal 6; it said: panic: index out of range");
  CHECK(verdict.process == "signal 6");
  CHECK(verdict.place == "run 1, event 8");
}

TEST_CASE("a crash after a good answer, or in the control, is the trial's") {
  Trial trial = rejecting().fin();
  trial.control().connect("good").send(search_for("x"), "good").dies_by(11);
  CHECK(cause_of(trial) == Cause::crash);
}

TEST_CASE("a sanitizer's report is a crash, though the program goes on") {
  for (const std::string report :
       {"==1==ERROR: AddressSanitizer: SEGV", "==1==ERROR: LeakSanitizer: detected memory leaks",
        "WARNING: ThreadSanitizer: data race (pid=1)",
        "==1==WARNING: MemorySanitizer: use-of-uninitialized-value",
        "decoder.cpp:12:3: runtime error: signed integer overflow",
        "==1==ERROR: HWAddressSanitizer: tag-mismatch"}) {
    INFO(report);
    CHECK(cause_of(rejecting().fin().complains("listening\n" + report).alive()) == Cause::crash);
    CHECK(cause_of(Trial(Role::client)
                       .start_client()
                       .expect(ExpectationKind::failure)
                       .complains(report)
                       .exits(1)) == Cause::crash);
  }
}

TEST_CASE("a sanitizer's report that comes in pieces is seen") {
  CHECK(cause_of(
            rejecting().fin().complains(asan.substr(0, 12)).alive().complains(asan.substr(12))) ==
        Cause::crash);
}

TEST_CASE("a program's own words about runtime errors are no sanitizer's report") {
  for (const std::string words :
       {"client: runtime error: connection refused", "http: panic serving: runtime error: x",
        "runtime error: refused", "AddressSanitizer is not in use"}) {
    INFO(words);
    CHECK(Trial(Role::client)
              .start_client()
              .expect(ExpectationKind::failure)
              .complains(words)
              .exits(1)
              .judged()
              .outcome == Outcome::pass);
  }
}

TEST_CASE("a client may end with any status, but not by a signal") {
  const auto client_that = [](bool by_signal, int number) {
    Trial trial(Role::client);
    trial.start_client().expect(ExpectationKind::failure).complains("failed");
    return cause_of(by_signal ? trial.dies_by(number) : trial.exits(number));
  };
  CHECK(client_that(false, 1) == Cause::none);
  CHECK(client_that(false, 255) == Cause::none);
  CHECK(client_that(true, 13) == Cause::crash);
  CHECK(client_that(true, 11) == Cause::crash);
}

TEST_CASE("an end that was asked for is no crash: any status, that signal, or SIGKILL behind it") {
  const auto asked = [](const std::string& signal) {
    return Trial(Role::server).signal(signal).expect(ExpectationKind::exit);
  };
  for (const int status : {0, 1, 143})
    CHECK(asked("SIGTERM").exits(status).judged().outcome == Outcome::pass);
  CHECK(asked("SIGTERM").dies_by(15).judged().outcome == Outcome::pass);
  CHECK(asked("SIGTERM").dies_by(9).judged().outcome == Outcome::pass);
  CHECK(asked("SIGINT").dies_by(2).judged().outcome == Outcome::pass);
  CHECK(cause_of(asked("SIGTERM").dies_by(11)) == Cause::crash);
  CHECK(cause_of(asked("SIGINT").dies_by(6)) == Cause::crash);
  CHECK(cause_of(asked("SIGCONT").exits(0)) == Cause::crash);
  CHECK(cause_of(asked("SIGTERM").complains(asan).exits(1)) == Cause::crash);
}

TEST_CASE("an expected end excuses none that came before it was asked for") {
  Trial trial(Role::server);
  trial.connect().send(search_for("x")).exits(0).signal("SIGTERM").expect(ExpectationKind::exit);
  CHECK(cause_of(trial) == Cause::crash);
}

TEST_CASE("a restart asks one process to end, not the next") {
  Trial trial(Role::server);
  trial.restart("SIGTERM").exits(0).serving().connect().expect(ExpectationKind::rejection).fin();
  CHECK(trial.judged().outcome == Outcome::pass);
  CHECK(cause_of(trial.exits(0)) == Cause::crash);
}

TEST_CASE("the first of two processes that died is the crash, although the second goes on") {
  Trial trial(Role::server);
  trial.connect().complains("first").dies_by(11).restart("SIGTERM").serving().alive();
  CHECK(trial.judged().actual == "signal 11; it said: first");
  Trial client(Role::client);
  client.start_client()
      .dies_by(6)
      .start_client()
      .expect(ExpectationKind::failure)
      .complains("no")
      .exits(1);
  CHECK(client.judged().actual == "signal 6");
  Trial later(Role::client);
  later.start_client()
      .complains("no")
      .exits(1)
      .start_client()
      .expect(ExpectationKind::failure)
      .dies_by(6);
  CHECK(cause_of(later) == Cause::crash);
}

TEST_CASE("a second server that fails is right, a first that dies then is a crash") {
  const auto second = [] {
    return Trial(Role::server).start_second().expect(ExpectationKind::failing_exit);
  };
  CHECK(second().complains("in use", "second").exits(1, "second").alive().judged().outcome ==
        Outcome::pass);
  CHECK(second().complains("in use", "second").exits(1, "second").alive().judged().process ==
        "alive");
  CHECK(cause_of(second().complains("in use", "second").dies_by(6, "second")) == Cause::crash);
  CHECK(cause_of(second().complains("taken over").exits(1)) == Cause::crash);
}

TEST_CASE("a fault of any process below the subject's own is a crash") {
  for (const int signal : {4, 5, 6, 7, 8, 11, 31}) {
    INFO(signal);
    for (const bool worker : {false, true}) {
      CHECK(cause_of(rejecting().fin().descendant_ends("signalled", signal, worker).alive()) ==
            Cause::crash);
      CHECK(cause_of(Trial(Role::client)
                         .start_client()
                         .expect(ExpectationKind::failure)
                         .descendant_ends("signalled", signal, worker)
                         .complains("no")
                         .exits(1)) == Cause::crash);
    }
  }
  const auto verdict = rejecting().fin().descendant_ends("signalled", 11, true).alive().judged();
  CHECK(verdict.actual == "a worker of its master: signal 11");
  CHECK(verdict.process == "alive");
  CHECK(verdict.place == "run 1, event 7");
}

TEST_CASE(
    "a worker that ends with a status other than 0, or is killed, is a crash; a child is none") {
  for (const auto& [how, number] : {std::pair{"exited", 1},
                                    {"exited", 7},
                                    {"signalled", 9},
                                    {"signalled", 13},
                                    {"signalled", 14}}) {
    INFO(how << " " << number);
    CHECK(cause_of(rejecting().fin().descendant_ends(how, number, true).alive()) == Cause::crash);
    CHECK(rejecting().fin().descendant_ends(how, number, false).alive().judged().outcome ==
          Outcome::pass);
  }
}

TEST_CASE("a worker that somebody asked to end, or of whose end nothing is known, is no crash") {
  for (const int signal : {1, 2, 3, 10, 12, 15}) {
    CHECK(rejecting().fin().descendant_ends("signalled", signal, true).alive().judged().outcome ==
          Outcome::pass);
  }
  CHECK(rejecting().fin().descendant_ends("unknown", 0, true).alive().judged().outcome ==
        Outcome::pass);
  const auto asked = [](const std::string& how, int number) {
    return Trial(Role::server)
        .signal("SIGTERM")
        .descendant_ends(how, number, true)
        .expect(ExpectationKind::exit)
        .exits(0);
  };
  CHECK(asked("exited", 1).judged().outcome == Outcome::pass);
  CHECK(asked("signalled", 9).judged().outcome == Outcome::pass);
  CHECK(cause_of(asked("signalled", 11)) == Cause::crash);
  CHECK(cause_of(Trial(Role::server).signal("SIGHUP").descendant_ends("exited", 1, true)) ==
        Cause::crash);
}

TEST_CASE("a server that leaves behind what goes on listening has not ended") {
  Trial trial(Role::server, Level::should);
  trial.signal("SIGTERM")
      .expect(ExpectationKind::exit)
      .dies_by(15)
      .leaves_behind("process 7 (python3 server.py), its child, goes on listening");
  const auto verdict = trial.judged();
  CHECK(verdict.outcome == Outcome::non_strict);
  CHECK(verdict.cause == Cause::hang);
  CHECK(verdict.actual ==
        "signal 15, but process 7 (python3 server.py), its child, goes on listening");
}

TEST_CASE("a spin is 80 percent of a processor, and comes before a hang") {
  CHECK(cause_of(rejecting().busy(80).deadline()) == Cause::spin);
  CHECK(cause_of(rejecting().busy(79).deadline()) == Cause::hang);
  CHECK(cause_of(Trial(Role::server).watch(100).expect(ExpectationKind::no_spin)) == Cause::spin);
  CHECK(Trial(Role::server).watch(5).expect(ExpectationKind::no_spin).judged().outcome ==
        Outcome::pass);
}

TEST_CASE("who owes an answer is at work, and who has answered spins") {
  const auto verdict = rejecting().deadline_at_work(1003).judged();
  CHECK(verdict.cause == Cause::hang);
  CHECK(verdict.actual ==
        "no byte came; the connection was still open at the deadline; a thread was on a processor "
        "all the time, for 1003 ms");
  const auto answering = [] {
    Trial trial(Role::server);
    trial.connect().send(search_for("x")).expect(ExpectationKind::response);
    return trial.receives(result_message("x"));
  };
  CHECK(cause_of(answering().deadline()) == Cause::hang);
  CHECK(cause_of(answering().deadline_at_work(1003)) == Cause::spin);
}

TEST_CASE("the process part says alive, exited, signal or unknown") {
  CHECK(rejecting().fin().alive().judged().process == "alive");
  CHECK(rejecting().fin().exits(3).judged().process == "exited 3");
  Trial running_already(Role::server);
  running_already.evidence.back().events.clear();
  CHECK(running_already.connect()
            .send(search_for("x"))
            .expect(ExpectationKind::rejection)
            .fin()
            .judged()
            .process == "unknown");
}

}  // namespace wiretrial::judge
