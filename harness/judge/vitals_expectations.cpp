#include "harness/judge/vitals_expectations.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/kept_descriptors.hpp"

namespace wiretrial::judge {

using model::Cause;
using model::Expectation;
using model::ExpectationKind;

namespace {

// The figure in each of the snapshots that the expectation names; shorter when one was not taken.
std::vector<std::int64_t> figures(const Expectation& expectation, const RunView& run,
                                  const std::string& figure) {
  std::vector<std::int64_t> values;
  for (const std::string& name : expectation.references) {
    const auto snapshot = run.snapshots.find(name);
    if (snapshot == run.snapshots.end()) break;
    const auto value = snapshot->second.figures.find(figure);
    if (value != snapshot->second.figures.end()) values.push_back(value->second);
  }
  return values;
}

Finding not_measured() {
  return {Cause::no_answer, "the subject's vitals",
          "they were not taken: the steps before did not come so far", ""};
}

// By how much a figure grew; nothing when it was not taken both times.
std::optional<std::int64_t> growth(const Expectation& expectation, const RunView& run,
                                   const std::string& figure) {
  const auto values = figures(expectation, run, figure);
  return values.size() == 2 ? std::optional(values[1] - values[0]) : std::nullopt;
}

// Records of earlier versions do not say how many connections there were.
Finding check_other_descriptors(const Expectation& expectation, const RunView& run) {
  const auto all = growth(expectation, run, "descriptors");
  const auto sockets = growth(expectation, run, "sockets");
  const auto threads = growth(expectation, run, "threads");
  const auto connections = growth(expectation, run, "connections");
  if (!all || !sockets || !threads || !connections) return {};
  const std::int64_t tolerated = model::tolerated_descriptors(*connections, *threads);
  if (*all - *sockets <= tolerated) return {};
  return {Cause::leak,
          "at most " + std::to_string(tolerated) + " more descriptors that are no sockets, after " +
              std::to_string(*connections) + " connections",
          std::to_string(*all - *sockets) + " more at the deadline", ""};
}

Finding check_sockets(const Expectation& expectation, const RunView& run) {
  const auto sockets = figures(expectation, run, "sockets");
  if (sockets.size() != 2) return not_measured();
  if (sockets[1] <= sockets[0]) return check_other_descriptors(expectation, run);
  return {Cause::leak, "no more socket descriptors than before: " + std::to_string(sockets[0]),
          std::to_string(sockets[1]) + " at the deadline", ""};
}

Finding check_bounded(const Expectation& expectation, const RunView& run) {
  const auto memory = figures(expectation, run, "resident_bytes");
  if (memory.size() != 2) return not_measured();
  const std::int64_t growth = memory[1] - memory[0];
  if (growth < static_cast<std::int64_t>(expectation.bytes)) return {};
  return {Cause::memory,
          "resident memory grows by less than " + std::to_string(expectation.bytes) + " bytes",
          "it grew by " + std::to_string(growth), ""};
}

Finding check_settled(const Expectation& expectation, const RunView& run) {
  const auto memory = figures(expectation, run, "resident_bytes");
  if (memory.size() < 2 || memory.size() != expectation.references.size()) return not_measured();
  std::int64_t least = memory[1] - memory[0];
  for (std::size_t i = 2; i < memory.size(); ++i)
    least = std::min(least, memory[i] - memory[i - 1]);
  if (least <= static_cast<std::int64_t>(expectation.bytes)) return {};
  return {Cause::memory,
          "an interval in which memory grows by at most " + std::to_string(expectation.bytes) +
              " bytes",
          "it grew by at least " + std::to_string(least) + " in each", ""};
}

// A long message that costs less than this tells nothing: a short one is then too small to measure.
constexpr std::int64_t least_telling_us = 100'000;
// What caches, page faults and clocks may add to a cost in proportion. A cost by the square of the
// length is 8 times its share where one message is 8 times as long as the other.
constexpr std::int64_t allowed_factor = 3;
constexpr std::size_t snapshots_of_attempt = 4;

std::string milliseconds(std::int64_t time_us) {
  return std::to_string(time_us / 1000) + " ms";
}

// Processor time says nearly the same on a busy machine: what caches lost to others, and a
// collection of garbage, only ever add to it. So the least of all attempts is compared.
Finding check_proportional(const Expectation& expectation, const RunView& run) {
  const auto times_us = figures(expectation, run, "processor_time_us");
  if (times_us.empty() || times_us.size() != expectation.references.size()) return not_measured();
  const auto factor = static_cast<std::int64_t>(expectation.times);
  std::string seen;
  auto least_small = std::numeric_limits<std::int64_t>::max();
  auto least_large = least_small;
  for (std::size_t i = 0; i + snapshots_of_attempt <= times_us.size(); i += snapshots_of_attempt) {
    const std::int64_t small = std::max<std::int64_t>(times_us[i + 1] - times_us[i], 0);
    const std::int64_t large = times_us[i + 3] - times_us[i + 2];
    least_small = std::min(least_small, small);
    least_large = std::min(least_large, large);
    seen += (seen.empty() ? "" : ", ") + milliseconds(small) + " and " + milliseconds(large);
  }
  if (least_large < least_telling_us || least_large <= allowed_factor * factor * least_small) {
    return {};
  }
  return {Cause::spin,
          "a message " + std::to_string(factor) + " times as long costs at most " +
              std::to_string(allowed_factor * factor) + " times the processor time",
          "the least of all attempts cost more: " + seen,
          "",
          "",
          true};
}

}  // namespace

Finding check_vitals(const Expectation& expectation, const RunView& run) {
  switch (expectation.kind) {
    case ExpectationKind::sockets_released:
      return check_sockets(expectation, run);
    case ExpectationKind::memory_bounded:
      return check_bounded(expectation, run);
    case ExpectationKind::memory_settled:
      return check_settled(expectation, run);
    case ExpectationKind::processor_time_proportional:
      return check_proportional(expectation, run);
    default:
      return {};
  }
}

}  // namespace wiretrial::judge
