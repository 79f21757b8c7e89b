#include "harness/judge/vitals_expectations.hpp"

#include <algorithm>
#include <vector>

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

Finding check_sockets(const Expectation& expectation, const RunView& run) {
  const auto sockets = figures(expectation, run, "sockets");
  if (sockets.size() != 2) return not_measured();
  if (sockets[1] <= sockets[0]) return {};
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

}  // namespace

Finding check_vitals(const Expectation& expectation, const RunView& run) {
  switch (expectation.kind) {
    case ExpectationKind::sockets_released:
      return check_sockets(expectation, run);
    case ExpectationKind::memory_bounded:
      return check_bounded(expectation, run);
    case ExpectationKind::memory_settled:
      return check_settled(expectation, run);
    default:
      return {};
  }
}

}  // namespace wiretrial::judge
