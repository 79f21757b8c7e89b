// The order of causes, from levels to outcomes, and what is no verdict about the subject at all.
#include "harness/judge/judge.hpp"

#include <functional>

#include "catch.hpp"
#include "harness/judge/canonical.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

const model::Expectation rabbit_response = response(result(rabbit));

Trial search(Level level = Level::must) {
  return Trial(Role::server, level).connect().send(search_for("morpheus")).expect(rabbit_response);
}
Trial good_search() {
  return search().receives(result_message(rabbit)).fin().alive();
}

void add_good_control(Trial& trial) {
  trial.control()
      .connect("good")
      .send(search_for("morpheus"), "good")
      .expect(rabbit_response, "good");
  trial.receives(result_message(rabbit), "good").fin("good").alive();
}

// One finding of each cause, in a run that has others after it: the steps go on.
struct Symptom {
  Cause cause;
  std::function<void(Trial&)> show;
};

void answer(Trial& trial, const std::string& on, const model::Expectation& expectation,
            const std::string& data) {
  trial.connect(on)
      .send(search_for("morpheus"), on)
      .expect(expectation, on)
      .receives(data, on)
      .fin(on);
}

// In the order of the closed list (DESIGN.md, "Verdict").
const std::vector<Symptom>& symptoms() {
  static const std::vector<Symptom> all{
      {Cause::not_ready,
       [](Trial& t) { t.restart().exits(0).log(EventKind::not_ready, "", "ended"); }},
      {Cause::crash, [](Trial& t) { t.connect("b").dies_by(11); }},
      {Cause::spin, [](Trial& t) { t.watch(100); }},
      {Cause::early_answer,
       [](Trial& t) {
         t.connect("c")
             .send_part(search_for("x"), 5, "c")
             .expect(ExpectationKind::nothing, "c")
             .receives("x", "c");
       }},
      {Cause::malformed_answer,
       [](Trial& t) { answer(t, "d", rabbit_response, std::string(2, '\0')); }},
      {Cause::not_rejected,
       [](Trial& t) {
         answer(t, "e", expecting(ExpectationKind::rejection), result_message(rabbit));
       }},
      {Cause::wrong_answer,
       [](Trial& t) { answer(t, "f", rabbit_response, result_message("no")); }},
      {Cause::hang,
       [](Trial& t) { t.connect("g").expect(ExpectationKind::rejection, "g").deadline("g"); }},
      {Cause::no_answer,
       [](Trial& t) {
         t.connect("h").send(search_for("x"), "h").expect(rabbit_response, "h").fin("h");
       }},
      {Cause::wrong_exit,
       [](Trial& t) {
         t.start_second()
             .expect(ExpectationKind::failing_exit)
             .complains("in use", "second")
             .exits(0, "second");
       }},
      {Cause::wrong_request,
       [](Trial& t) {
         t.accept("i")
             .expect(expecting(ExpectationKind::request, result("x")), "i")
             .receives(opaque_request("x"), "i");
       }},
      {Cause::wrong_message,
       [](Trial& t) { t.start_second().expect(ExpectationKind::failing_exit).exits(1, "second"); }},
      {Cause::leak,
       [](Trial& t) {
         t.vitals("s1", 1).vitals("s2", 2).expect(
             about(ExpectationKind::sockets_released, {"s1", "s2"}));
       }},
      {Cause::memory,
       [](Trial& t) {
         t.vitals("m1", 1, 0)
             .vitals("m2", 1, 99)
             .expect(about(ExpectationKind::memory_bounded, {"m1", "m2"}, 99));
       }},
      {Cause::control_failed,
       [](Trial& t) {
         t.control().connect("z").send(search_for("x"), "z").expect(rabbit_response, "z").fin("z");
       }},
  };
  return all;
}

bool ends_the_steps(Cause cause) {
  return cause == Cause::control_failed;
}

// An exchange that is wrong, behind a fault inside the subject that came out so.
Trial behind_fault(EventKind kind, bool right) {
  Trial trial(Role::server, Level::should);
  model::Inject inject;
  inject.length = 1;
  trial.add(inject).log(kind, "", "recv moves at most 1 bytes");
  trial.connect().send(search_for("morpheus")).expect(rabbit_response);
  if (right) trial.receives(result_message(rabbit));
  return trial.fin().alive();
}

}  // namespace

TEST_CASE("a trial whose faults inside the subject did not come about says nothing of it") {
  CHECK(behind_fault(EventKind::fault_injected, true).judged().outcome == Outcome::pass);
  CHECK(behind_fault(EventKind::fault_injected, false).judged().outcome == Outcome::non_strict);
  for (const EventKind kind : {EventKind::fault_not_injected, EventKind::fault_not_armed}) {
    for (const bool right : {true, false}) {
      const model::Verdict verdict = behind_fault(kind, right).judged();
      CHECK(verdict.outcome == Outcome::unsupported);
      CHECK(verdict.reason == "recv moves at most 1 bytes");
      CHECK(verdict.place == "run 1, event 3");
    }
  }
  CHECK(behind_fault(EventKind::fault_not_injected, true).dies_by(11).judged().outcome ==
        Outcome::fail);
  // A fault of another kind that was not needed leaves the verdict as it is.
  CHECK(good_search().log(EventKind::fault_not_injected, "a", "ended before").judged().outcome ==
        Outcome::pass);
}

TEST_CASE("a good exchange and a good control pass, with all three parts of the verdict") {
  Trial trial = good_search();
  add_good_control(trial);
  const auto verdict = trial.judged();
  CHECK(verdict.outcome == Outcome::pass);
  CHECK(verdict.cause == Cause::none);
  CHECK(verdict.termination == "fin");
  CHECK(verdict.process == "alive");
  CHECK(verdict.exactness == "exact");
  CHECK(verdict.actual.find("answered") == 0);
}

TEST_CASE("each cause is found by itself, with expected, actual and place") {
  for (const Symptom& symptom : symptoms()) {
    INFO(model::name_of(symptom.cause));
    Trial trial(Role::server);
    symptom.show(trial);
    const auto verdict = trial.judged();
    CHECK(model::name_of(verdict.cause) == model::name_of(symptom.cause));
    CHECK(verdict.outcome == Outcome::fail);
    CHECK_FALSE(verdict.expected.empty());
    CHECK_FALSE(verdict.actual.empty());
    CHECK(verdict.place.find("run 1, event ") == 0);
  }
}

TEST_CASE("of two causes the first of the closed list is the verdict, whichever came first") {
  const auto& all = symptoms();
  for (std::size_t first = 0; first < all.size(); ++first) {
    for (std::size_t second = first + 1; second < all.size(); ++second) {
      INFO(model::name_of(all[first].cause) << " and " << model::name_of(all[second].cause));
      Trial in_order(Role::server);
      all[first].show(in_order);
      all[second].show(in_order);
      CHECK(model::name_of(in_order.judged().cause) == model::name_of(all[first].cause));
      if (ends_the_steps(all[second].cause)) continue;
      Trial reversed(Role::server);
      all[second].show(reversed);
      all[first].show(reversed);
      CHECK(model::name_of(reversed.judged().cause) == model::name_of(all[first].cause));
    }
  }
}

TEST_CASE("the level of the clause decides the outcome, but for what other clauses forbid") {
  for (const Symptom& symptom : symptoms()) {
    INFO(model::name_of(symptom.cause));
    const auto outcome_at = [&](Level level) {
      Trial trial(Role::server, level);
      symptom.show(trial);
      return trial.judged().outcome;
    };
    const bool always = symptom.cause == Cause::not_ready || symptom.cause == Cause::crash ||
                        symptom.cause == Cause::spin || symptom.cause == Cause::leak ||
                        symptom.cause == Cause::memory || symptom.cause == Cause::control_failed;
    CHECK(outcome_at(Level::must) == Outcome::fail);
    CHECK(outcome_at(Level::should) == (always ? Outcome::fail : Outcome::non_strict));
    const bool at_may = always || symptom.cause == Cause::hang;
    CHECK(outcome_at(Level::may) == (at_may ? Outcome::fail : Outcome::informational));
  }
}

TEST_CASE("without a finding a MAY clause is informational and says what was observed") {
  Trial answered(Role::server, Level::may);
  answered.connect()
      .send(search_for("x"))
      .expect(ExpectationKind::response_or_rejection)
      .receives(result_message("y"))
      .fin();
  CHECK(answered.judged().outcome == Outcome::informational);
  CHECK(answered.judged().actual.find("answered ") == 0);
  Trial rejected(Role::server, Level::may);
  rejected.connect().send(search_for("x")).expect(ExpectationKind::response_or_rejection).rst();
  CHECK(rejected.judged().outcome == Outcome::informational);
  CHECK(rejected.judged().actual == "rejected (rst)");
}

TEST_CASE("a control that fails makes a good trial fail, and says why") {
  Trial trial = good_search();
  trial.control().connect_fails("refused", "good").expect(rabbit_response, "good");
  const auto verdict = trial.judged();
  CHECK(verdict.cause == Cause::control_failed);
  CHECK(verdict.actual == "after it, a good exchange failed (no_answer): no connection: refused");
  CHECK(verdict.termination == "fin");  // of the trial itself
}

TEST_CASE("a finding of the trial itself comes before a control that failed") {
  Trial trial = search().receives(result_message("no")).fin();
  trial.control().connect("good").expect(rabbit_response, "good").deadline("good");
  CHECK(trial.judged().cause == Cause::wrong_answer);
}

TEST_CASE("a server that never listened is not run, and why") {
  const auto verdict = Trial(Role::server).never_serving("ended with exit status 1").judged();
  CHECK(verdict.outcome == Outcome::not_run);
  CHECK(verdict.cause == Cause::not_ready);
  CHECK(verdict.reason == "ended with exit status 1");
  const auto client =
      Trial(Role::client).start_client().log(EventKind::not_ready, "", "no such program").judged();
  CHECK(client.outcome == Outcome::not_run);
  CHECK(client.reason == "no such program");
}

TEST_CASE("what a run showed is judged although the server was not ready for the next one") {
  Trial trial = search().receives(result_message("no")).fin();
  trial.run("again").never_serving("the port is taken");
  CHECK(trial.judged().outcome == Outcome::fail);
  CHECK(trial.judged().cause == Cause::wrong_answer);
  Trial good = good_search();
  good.run("again").never_serving("the port is taken");
  CHECK(good.judged().outcome == Outcome::not_run);
}

TEST_CASE("a failed call of our own is no verdict about the subject") {
  Trial trial = search()
                    .receives(result_message("no"))
                    .fin()
                    .log(EventKind::harness_error, "", "prlimit: denied");
  const auto verdict = trial.judged();
  CHECK(verdict.outcome == Outcome::harness_error);
  CHECK(verdict.cause == Cause::none);
  CHECK(verdict.reason == "prlimit: denied");
}

TEST_CASE("what is unsupported is not judged, and without evidence nothing is") {
  Trial unsupported = search().receives(result_message("no")).fin();
  unsupported.plan.unsupported = "utf-16 is not supported";
  CHECK(unsupported.judged().outcome == Outcome::unsupported);
  CHECK(unsupported.judged().reason == "utf-16 is not supported");
  const Trial trial = good_search();
  CHECK(judge(trial.plan, {}).outcome == Outcome::not_run);
}

TEST_CASE("an undecided barrier makes the verdict approximate, a settled one does not") {
  CHECK(search().barrier("settled").receives(result_message(rabbit)).fin().judged().exactness ==
        "exact");
  CHECK(search().barrier("undecided").receives(result_message(rabbit)).fin().judged().exactness ==
        "approximate");
}

TEST_CASE("every cause of the closed list but inconsistent has a symptom here") {
  for (const auto& [cause, name] : model::Names<Cause>::table) {
    if (cause == Cause::none || cause == Cause::inconsistent) continue;
    INFO(name);
    CHECK(std::count_if(
              symptoms().begin(), symptoms().end(),
              [cause = cause](const Symptom& symptom) { return symptom.cause == cause; }) == 1);
  }
}

TEST_CASE("further connections of a client are told, and nothing is judged by them") {
  const auto client = [](bool right) {
    Trial trial(Role::client);
    trial.start_client().log(EventKind::accepted, "further#1").fin("further#1").accept();
    trial.receives(search_for("x")).expect(ExpectationKind::request).send(result_message("y"));
    trial.expect(ExpectationKind::success).log(EventKind::accepted, "further#2");
    return (right ? trial : trial.receives("nonsense", "further#2")).exits(right ? 0 : 1);
  };
  const auto verdict = client(true).judged();
  CHECK(verdict.outcome == Outcome::pass);
  CHECK(verdict.actual == "exited 0; further connections of the client: 2 without a byte");
  CHECK_THAT(client(false).judged().actual,
             Catch::Matchers::EndsWith("; further connections of the client: 1 without a byte, 1 "
                                       "that met what the first one met"));
  const Trial usual = client(true);
  CHECK(canonical(usual.evidence[0]).find("further") == std::string::npos);
}

}  // namespace wiretrial::judge
