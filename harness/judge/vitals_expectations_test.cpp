#include "harness/judge/vitals_expectations.hpp"

#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

using Figures = std::map<std::string, std::int64_t>;

std::string sockets(std::int64_t before, std::int64_t after) {
  Trial trial(Role::server);
  trial.vitals("before", before).vitals("after", after);
  return std::string(model::name_of(
      trial.expect(about(ExpectationKind::sockets_released, {"before", "after"})).judged().cause));
}

std::string memory(ExpectationKind kind, const std::vector<std::int64_t>& resident,
                   std::size_t bytes) {
  Trial trial(Role::server);
  std::vector<std::string> names;
  for (const std::int64_t figure : resident) {
    names.push_back("s" + std::to_string(names.size()));
    trial.vitals(names.back(), 1, figure);
  }
  return std::string(model::name_of(trial.expect(about(kind, names, bytes)).judged().cause));
}

}  // namespace

TEST_CASE("one socket more is a leak, as many or fewer are none") {
  CHECK(sockets(4, 4) == "");
  CHECK(sockets(4, 3) == "");
  CHECK(sockets(4, 5) == "leak");
}

TEST_CASE("other descriptors may grow by a quarter of the connections, and with the threads") {
  const auto others = [](std::int64_t more, std::int64_t connections,
                         std::int64_t more_threads = 0) {
    Trial trial(Role::server);
    trial.vitals("before", 4)
        .last()
        .figures.merge(Figures{{"descriptors", 10}, {"threads", 1}, {"connections", 20}});
    trial.vitals("after", 4)
        .last()
        .figures.merge(Figures{{"descriptors", 10 + more},
                               {"threads", 1 + more_threads},
                               {"connections", 20 + connections}});
    const auto kind = ExpectationKind::sockets_released;
    return std::string(
        model::name_of(trial.expect(about(kind, {"before", "after"})).judged().cause));
  };
  CHECK(others(50, 200) == "");
  CHECK(others(51, 200) == "leak");
  CHECK(others(200, 200) == "leak");
  CHECK(others(15, 20) == "");
  CHECK(others(16, 20) == "leak");
  CHECK(others(90, 200, 10) == "");
  CHECK(others(91, 200, 10) == "leak");
  CHECK(others(-7, 200) == "");
  CHECK(others(51, 200, -10) == "leak");
}

TEST_CASE("memory may grow by less than was said") {
  constexpr auto kind = ExpectationKind::memory_bounded;
  CHECK(memory(kind, {100, 199}, 100) == "");
  CHECK(memory(kind, {100, 200}, 100) == "memory");
  CHECK(memory(kind, {100, 50}, 100) == "");
}

TEST_CASE("memory has settled when one interval grew by no more than was said") {
  constexpr auto kind = ExpectationKind::memory_settled;
  CHECK(memory(kind, {0, 200, 400, 500}, 100) == "");
  CHECK(memory(kind, {0, 50, 400, 900}, 100) == "");
  CHECK(memory(kind, {0, 101, 202, 303}, 100) == "memory");
  CHECK(memory(kind, {300, 200, 100, 0}, 100) == "");
}

TEST_CASE(
    "a message that is eight times as long may cost 24 times as much, and 100 ms anyway, in the "
    "best of "
    "all attempts") {
  // Processor time in milliseconds for the short and the long message of each attempt.
  const auto cost = [](const std::vector<std::pair<int, int>>& attempts) {
    Trial trial(Role::server);
    std::vector<std::string> names;
    std::int64_t time_us = 7;
    const auto snapshot = [&](int passed_ms) {
      time_us += passed_ms * 1000;
      names.push_back("s" + std::to_string(names.size()));
      trial.processor_time(names.back(), time_us);
    };
    for (const auto& [small_ms, large_ms] : attempts) {
      for (const int passed_ms : {1, small_ms, 1, large_ms}) snapshot(passed_ms);
    }
    const auto verdict = trial.expect(proportional(names)).judged();
    return std::string(model::name_of(verdict.cause));
  };
  CHECK(cost({{10, 241}}) == "spin");
  CHECK(cost({{10, 240}}) == "");
  CHECK(cost({{1, 100}}) == "spin");
  CHECK(cost({{1, 99}}) == "");
  CHECK(cost({{10, 600}, {10, 600}, {10, 600}}) == "spin");
  CHECK(cost({{10, 600}, {10, 80}, {10, 600}}) == "");
  CHECK(cost({{10, 600}, {10, 240}, {10, 600}}) == "");
  CHECK(cost({{10, 600}, {10, 600}, {30, 600}}) == "spin");
}

TEST_CASE("what a message costs is judged by the clause on trial alone, an idle spin by all") {
  Trial trial(Role::server, Level::should);
  trial.processor_time("0", 0).processor_time("1", 1000).processor_time("2", 900'000);
  CHECK(trial.expect(proportional()).judged().outcome == Outcome::non_strict);
  CHECK(trial.busy(100).judged().outcome == Outcome::fail);
}

TEST_CASE("what was not measured is not met") {
  for (const auto kind : {ExpectationKind::sockets_released, ExpectationKind::memory_bounded,
                          ExpectationKind::memory_settled}) {
    Trial trial(Role::server);
    trial.vitals("before", 1, 1).expect(about(kind, {"before", "after"}, 100));
    CHECK(model::name_of(trial.judged().cause) == "no_answer");
    trial = Trial(Role::server);
    trial.vitals("before", 1).vitals("after", 1).last().figures.clear();
    CHECK(model::name_of(trial.expect(about(kind, {"before", "after"}, 100)).judged().cause) ==
          "no_answer");
  }
}

}  // namespace wiretrial::judge
