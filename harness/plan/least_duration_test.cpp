#include "harness/plan/least_duration.hpp"

#include "catch.hpp"

namespace wiretrial::plan {

using std::chrono::milliseconds;

TEST_CASE("watches, rounds and limits that a plan set are added up over its runs") {
  model::Plan plan;
  CHECK(least_duration(plan) == milliseconds(0));
  model::Repeat rounds;
  rounds.times = 2000;
  rounds.steps = {model::Connect{}};
  plan.runs = {{"one", {model::Watch{milliseconds(1500)}, rounds}},
               {"two", {model::Watch{milliseconds(1000)}}}};
  CHECK(least_duration(plan) == milliseconds(1500 + 500 + 1000));
  plan.settings.values = {{"idle_ms", 400}, {"max_content", 1 << 20}};
  CHECK(least_duration(plan) == milliseconds(3000));
  plan.limits_awaited = {"idle_ms"};
  CHECK(least_duration(plan) == milliseconds(3400));
}

TEST_CASE("a watch in a round counts in every round") {
  model::Plan plan;
  model::Repeat rounds;
  rounds.times = 3;
  rounds.steps = {model::Watch{milliseconds(1000)}};
  plan.runs = {{"", {rounds}}};
  CHECK(least_duration(plan) == milliseconds(3000));
}

}  // namespace wiretrial::plan
