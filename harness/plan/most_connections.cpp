#include "harness/plan/most_connections.hpp"

#include <algorithm>
#include <variant>

namespace wiretrial::plan {

namespace {

std::size_t connections_of(const std::vector<model::Step>& steps) {
  std::size_t sum = 0;
  std::size_t most_of_a_round = 0;
  for (const model::Step& step : steps) {
    if (const auto* connect = std::get_if<model::Connect>(&step)) sum += connect->times;
    if (std::holds_alternative<model::Accept>(step)) ++sum;
    if (const auto* repeat = std::get_if<model::Repeat>(&step)) {
      most_of_a_round = std::max(most_of_a_round, connections_of(repeat->steps));
    }
  }
  return sum + most_of_a_round;
}

}  // namespace

std::size_t most_connections(const model::Plan& plan) {
  std::size_t most = connections_of(plan.control);
  for (const model::Run& run : plan.runs) most = std::max(most, connections_of(run.steps));
  return most;
}

}  // namespace wiretrial::plan
