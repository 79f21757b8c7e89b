#include "harness/load/fault_reader.hpp"

#include <limits>
#include <string>
#include <vector>

#include "harness/load/word.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/model/system_names.hpp"

namespace wiretrial::load {

namespace {

using Texts = std::vector<std::string>;

// A share of all calls that leaves a program calls that work.
constexpr std::int64_t highest_percent = 90;
// Signals that come faster leave a slow program no time at all.
constexpr std::int64_t shortest_storm_ms = 1;
constexpr std::int64_t longest_storm_ms = 1000;
constexpr std::int64_t most_calls = std::numeric_limits<std::int32_t>::max();

std::size_t count_at(const Place& place, std::string_view name, std::int64_t most) {
  if (!place.has(name)) return 0;
  return static_cast<std::size_t>(place[name].number(1, most).value_or(0));
}

bool moves_bytes(model::InjectedCall call) {
  return call == model::InjectedCall::recv || call == model::InjectedCall::send;
}

void check_error(const Place& place, const model::Inject& inject) {
  if (!model::number_of(model::error_names, inject.error)) {
    place["error"].report("unknown error \"" + inject.error + "\"" +
                          model::did_you_mean(inject.error, model::names_in(model::error_names)));
  }
  if (inject.call == model::InjectedCall::wait && inject.error != "EINTR") {
    place["error"].report("a call that waits can only fail with EINTR");
  }
  if (inject.nth == 0 && inject.first == 0 && inject.percent == 0 && inject.every < 2) {
    place.report(
        "an error needs \"nth\", \"first\", \"percent\" or an \"every\" above 1: "
        "no program gets past a call that always fails");
  }
}

}  // namespace

model::Inject read_inject(const Place& place) {
  static const Texts keys{"call", "error", "length", "socket", "nth", "first", "every", "percent"};
  model::Inject inject;
  if (!place.must_be_object()) return inject;
  place.allow_keys(keys);
  if (place.require("call")) inject.call = word_at(place, "call", inject.call, "call");
  inject.error = place.text_at("error");
  inject.length = count_at(place, "length", most_calls);
  inject.socket = count_at(place, "socket", most_calls);
  inject.nth = count_at(place, "nth", most_calls);
  inject.first = count_at(place, "first", most_calls);
  inject.every = count_at(place, "every", most_calls);
  inject.percent = count_at(place, "percent", highest_percent);
  if (place.has("error") == place.has("length")) {
    place.report("needs either \"error\" or \"length\"");
  } else if (place.has("error")) {
    check_error(place, inject);
  } else if (!moves_bytes(inject.call)) {
    place["length"].report("only recv and send can be shortened");
  }
  return inject;
}

model::Storm read_storm(const Place& place) {
  const auto interval_ms = place.number(shortest_storm_ms, longest_storm_ms);
  return {std::chrono::milliseconds(interval_ms.value_or(shortest_storm_ms))};
}

model::LimitResource read_limit(const Place& step) {
  model::LimitResource limit;
  limit.resource = word_at(step, "limit", limit.resource, "resource");
  if (step.require("bytes")) limit.bytes = step.size_at("bytes", 0);
  return limit;
}

}  // namespace wiretrial::load
