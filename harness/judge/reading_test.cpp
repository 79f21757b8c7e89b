// Reads that stop at a place of the subject's message, and bytes that are not in the stream.
#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

// A trial whose message is too short for the place where reading was to stop.
Trial lacking() {
  Trial trial = Trial(Role::server).connect().send(search_for("x"));
  model::Read read;
  read.stop_at = 99;
  read.stop_in = "header";
  trial.add(read).log(EventKind::fault_not_injected, "a", "the message has no header+99");
  trial.last().number = 1;
  return trial;
}

}  // namespace

TEST_CASE("a place that the subject's message lacks is not run, and why is said") {
  const auto verdict = lacking().alive().judged();
  CHECK(verdict.outcome == Outcome::not_run);
  CHECK(verdict.cause == Cause::none);
  CHECK(verdict.reason == "the message has no header+99");
  CHECK(verdict.place == "run 1, event 5");
}

TEST_CASE("a crash counts, though the subject's message lacks the place") {
  CHECK(lacking().dies_by(11).judged().cause == Cause::crash);
}

TEST_CASE("a subject that closed before the place is judged by that close") {
  Trial trial = Trial(Role::server).connect().send(search_for("morpheus"));
  model::Read read;
  read.stop_at = 30;
  trial.add(read).log(EventKind::fault_not_injected, "a", "the connection had ended");
  trial.fin().expect(response(result(rabbit)));
  const auto verdict = trial.alive().judged();
  CHECK(verdict.outcome == Outcome::fail);
  CHECK(verdict.cause == Cause::no_answer);
}

TEST_CASE("an urgent byte is not in the stream") {
  // The message is complete without it: an answer is not early, and a rejection is as good.
  const auto with_urgent_byte = [] {
    const std::string message = search_for("morpheus");
    Trial trial = Trial(Role::server).connect();
    model::Send step;
    step.bytes.data = "\xff" + message;
    step.urgent_at = 0;
    trial.add(step).sent(0, 1).sent(1, message.size());
    model::Expectation expected = response(result(rabbit));
    expected.kind = ExpectationKind::response_or_rejection;
    return trial.expect(expected);
  };
  CHECK(with_urgent_byte().receives(result_message(rabbit)).fin().alive().judged().outcome ==
        Outcome::pass);
  CHECK(with_urgent_byte().fin().alive().judged().outcome == Outcome::pass);
}

}  // namespace wiretrial::judge
