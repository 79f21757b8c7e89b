#include "harness/judge/comparison.hpp"

#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

Trial same(Role role) {
  Trial trial(role);
  trial.plan.compare = model::Compare::same_outcome;
  return trial;
}

void exchange(Trial& trial, const std::string& run, const std::string& answer,
              std::vector<std::size_t> cuts = {}) {
  trial.run(run).connect().send_segments(search_for("x"), std::move(cuts));
  trial.expect(ExpectationKind::response_or_rejection);
  if (!answer.empty()) trial.receives(answer);
}

RunOutcome outcome(const Trial& trial) {
  const model::Evidence& evidence = trial.evidence.back();
  return outcome_of(trial.plan, evidence,
                    read_run(evidence, trial.plan.runs.back().steps, trial.plan.control));
}

Trial answered(const std::string& answer) {
  Trial trial(Role::server);
  trial.connect().send(search_for("x")).expect(ExpectationKind::response);
  return answer.empty() ? trial : trial.receives(answer);
}

// Two runs of a client that is sent the result "yes", and is to end like `expected`.
Trial clients(ExpectationKind expected, const std::string& one, int status_of_one,
              const std::string& other, int status_of_other) {
  Trial trial = same(Role::client);
  for (const auto& [name, output, status] :
       {std::tuple("one", one, status_of_one), std::tuple("other", other, status_of_other)}) {
    trial.run(name).start_client().accept().send(result_message("yes")).finish();
    trial.expect(expected).shows(output).exits(status);
  }
  return trial;
}

Trial differing(const std::vector<std::string>& messages) {
  Trial trial(Role::client);
  trial.plan.compare = model::Compare::distinct_messages;
  int number = 0;
  for (const std::string& message : messages) {
    trial.run("run " + std::to_string(++number)).listen(model::ListenKind::refusing).start_client();
    trial.expect(ExpectationKind::failure).complains(message).exits(1);
  }
  return trial;
}

}  // namespace

TEST_CASE("runs with one outcome are consistent, however bytes were cut and connections ended") {
  Trial trial = same(Role::server);
  exchange(trial, "whole", result_message("y"));
  trial.fin();
  exchange(trial, "cut", "", {1, 2, 50});
  const std::string answer = result_message("y");
  trial.receives(answer.substr(0, 9)).receives(answer.substr(9)).rst();
  CHECK(trial.judged().outcome == Outcome::pass);
}

TEST_CASE("members in another order, other spacing and another byteorder are the same answer") {
  auto spec = json_spec(R"({"result": "y", "more": 1})");
  const std::string one = bytes_of(spec);
  spec.content = R"({ "more":1,"result":"\u0079" })";
  spec.order = {"content-type", "byteorder"};
  spec.values = {{"byteorder", "\"big\""}};
  spec.space = true;
  Trial trial = same(Role::server);
  exchange(trial, "one", one);
  trial.fin();
  exchange(trial, "other", bytes_of(spec));
  trial.fin();
  CHECK(trial.judged().outcome == Outcome::pass);
}

TEST_CASE("runs with different answers, or with an answer and a rejection, are inconsistent") {
  for (const std::string& other :
       {result_message("z"), std::string(), opaque_response(R"({"result": "y"})")}) {
    INFO(other);
    Trial trial = same(Role::server);
    exchange(trial, "one", result_message("y"));
    trial.fin();
    exchange(trial, "other", other);
    const auto verdict = trial.fin().judged();
    CHECK(verdict.outcome == Outcome::fail);
    CHECK(model::name_of(verdict.cause) == "inconsistent");
    CHECK(verdict.expected == "the same outcome in one and other");
    CHECK_THAT(verdict.actual, Catch::Matchers::StartsWith("the "));
    CHECK(verdict.place == "run 2, event 1");
  }
}

TEST_CASE("clients are compared by the result that they show, and not by their other words") {
  const auto verdict = [](const std::string& one, const std::string& other) {
    return clients(ExpectationKind::success, one, 0, other, 0).judged();
  };
  CHECK(verdict("to 127.0.0.1:4000\nyes\n", "pid 17, to 127.0.0.1:4001\n...\nyes").outcome ==
        Outcome::pass);
  const auto missed = verdict("yes", std::string(5000, 'x') + "ye");
  CHECK(model::name_of(missed.cause) == "inconsistent");
  CHECK(missed.actual == "the result: shown in one, not shown in other");
}

TEST_CASE("a group that captures the result is what clients are compared by") {
  const auto verdict = [](const std::string& one, const std::string& other) {
    Trial trial = clients(ExpectationKind::success, one, 0, other, 0);
    trial.plan.success_pattern = "got (?<result>.*)";
    return trial.judged();
  };
  CHECK(verdict("at 12:00\ngot yes", "at 12:01\ngot yes").outcome == Outcome::pass);
  const auto late = verdict("got yes " + std::string(500, 'x') + "1 yes",
                            "got yes " + std::string(500, 'x') + "2 yes");
  CHECK(model::name_of(late.cause) == "inconsistent");
  CHECK(late.actual ==
        "the result, from byte 484 on: xxxxxxxxxxxxxxxxxxxx1 yes in one, "
        "xxxxxxxxxxxxxxxxxxxx2 yes in other");
}

TEST_CASE("clients that fail are compared by that, and not by how they say so") {
  const auto verdict = [](int status, int other_status, const std::string& failure = "") {
    Trial trial = clients(ExpectationKind::success_or_failure, "error in 3 ms, yes", status,
                          "error in 4 ms, yes", other_status);
    trial.plan.failure_pattern = failure;
    return trial.judged();
  };
  CHECK(verdict(1, 1).outcome == Outcome::pass);
  CHECK(verdict(0, 1).actual == "the client: success in one, failure in other");
  CHECK(verdict(2, 1).actual == "the end of the client: exited 2 in one, exited 1 in other");
  // Where the exit status says nothing, it makes no difference.
  CHECK(verdict(2, 1, "^error").outcome == Outcome::pass);
  CHECK(verdict(0, 1, "^error").outcome == Outcome::pass);
}

TEST_CASE("members of an answer that the protocol does not know make no difference") {
  const auto outcome_with = [](const std::string& members) {
    return outcome(answered(json_message(R"({"result": "y", )" + members + "}")).fin());
  };
  CHECK(outcome_with(R"("at": "12:00")") == outcome_with(R"("port": 4000)"));
}

TEST_CASE("an outcome is what was said and that it ended, not how it was cut or closed") {
  const std::string answer = result_message("y");
  const RunOutcome usual = outcome(answered(answer).fin());
  CHECK(outcome(answered(answer.substr(0, 3)).receives(answer.substr(3)).rst()) == usual);
  CHECK(outcome(answered(answer).deadline()) != usual);
  CHECK(outcome(answered(answer + "x").fin()) != usual);
  CHECK(outcome(answered(answer.substr(1)).fin()) != usual);
  CHECK(outcome(answered("").fin()) != usual);
  CHECK(outcome(answered(answer).fin().exits(0)) != usual);
  CHECK(outcome(answered(result_message("z")).fin()) != usual);
}

TEST_CASE("an outcome of content that is nested deeply is compared as it came") {
  const std::string deep = json_message(std::string(200'000, '[') + std::string(200'000, ']'));
  CHECK(outcome(answered(deep).fin()) == outcome(answered(deep).rst()));
}

TEST_CASE("what only the control showed is no part of the outcome") {
  Trial trial = same(Role::server);
  exchange(trial, "one", result_message("y"));
  trial.fin();
  exchange(trial, "other", result_message("y"));
  trial.fin().control().connect("good").send(search_for("x"), "good");
  trial.expect(ExpectationKind::response, "good").receives(result_message("y"), "good").fin("good");
  CHECK(trial.judged().outcome == Outcome::pass);
}

TEST_CASE("messages that differ in more than numbers and addresses are distinct") {
  CHECK(differing({"refused by 127.0.0.1:80", "no route to 127.0.0.1:81", "timed out"})
            .judged()
            .outcome == Outcome::pass);
}

TEST_CASE("messages that differ in numbers and addresses only are not distinct, in any pair") {
  const auto verdict =
      differing({"refused", "failed: 127.0.0.1:80 [Errno 111]", "failed: 127.0.0.2:99 [Errno 104]"})
          .judged();
  CHECK(verdict.outcome == Outcome::fail);
  CHECK(verdict.cause == Cause::wrong_message);
  CHECK(verdict.expected == "different messages for run 2 and run 3");
  CHECK(verdict.actual ==
        "run 2: failed: 127.0.0.1:80 [Errno 111], run 3: failed: 127.0.0.2:99 [Errno 104]; they "
        "differ only in what another run changes as well, such as numbers and addresses");
}

TEST_CASE("without a comparison runs may differ") {
  Trial trial(Role::server);
  exchange(trial, "one", result_message("y"));
  trial.fin();
  exchange(trial, "other", result_message("z"));
  trial.fin();
  CHECK(trial.judged().outcome == Outcome::pass);
}

}  // namespace wiretrial::judge
