#include "harness/plan/least_duration.hpp"

#include <algorithm>
#include <variant>

namespace wiretrial::plan {

using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

// An exchange on the loopback takes about so long.
constexpr microseconds exchange(250);

microseconds duration_of(const std::vector<model::Step>& steps) {
  microseconds sum(0);
  for (const model::Step& step : steps) {
    if (const auto* watch = std::get_if<model::Watch>(&step)) sum += watch->duration;
    if (const auto* repeat = std::get_if<model::Repeat>(&step)) {
      sum += static_cast<int>(repeat->times) * std::max(exchange, duration_of(repeat->steps));
    }
  }
  return sum;
}

}  // namespace

milliseconds least_duration(const model::Plan& plan) {
  microseconds sum(0);
  for (const model::Run& run : plan.runs) sum += duration_of(run.steps);
  for (const std::string& limit : plan.limits_awaited) {
    const auto set = plan.settings.values.find(limit);
    if (set != plan.settings.values.end()) sum += milliseconds(set->second);
  }
  return std::chrono::duration_cast<milliseconds>(sum);
}

}  // namespace wiretrial::plan
