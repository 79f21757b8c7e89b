#include "harness/plan/most_connections.hpp"

#include "catch.hpp"

namespace wiretrial::plan {

TEST_CASE("connections of one run add up, those of rounds and runs follow each other") {
  model::Plan plan;
  CHECK(most_connections(plan) == 0);
  model::Connect many{"n"};
  many.times = 200;
  model::Repeat rounds;
  rounds.times = 1000;
  rounds.steps = {model::Connect{}, model::Connect{"b"}, model::Accept{}};
  plan.control = {model::Connect{}};
  CHECK(most_connections(plan) == 1);
  plan.runs = {{"one", {many, model::Close{"n"}, model::Connect{}, rounds, rounds}},
               {"two", {model::Accept{}}}};
  CHECK(most_connections(plan) == 200 + 1 + 3);
}

}  // namespace wiretrial::plan
