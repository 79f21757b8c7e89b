// What several runs of one trial have in common: the same outcome, or messages that can be told
// apart.
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
    CHECK(verdict.place == "run 2, event 1");
  }
}

TEST_CASE("clients that show different texts are inconsistent, also where they differ late") {
  const auto with_end = [](const std::string& end) {
    Trial trial = same(Role::client);
    for (const std::string& tail : {std::string("same"), end}) {
      trial.run(tail + "-run").start_client().accept().send(result_message("y")).finish();
      trial.expect(ExpectationKind::success).shows(std::string(5000, 'x') + tail).exits(0);
    }
    return trial.judged();
  };
  CHECK(with_end("same").outcome == Outcome::pass);
  CHECK(with_end("diff").cause == Cause::inconsistent);
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
