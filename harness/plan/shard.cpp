#include "harness/plan/shard.hpp"

#include <charconv>
#include <stdexcept>
#include <vector>

namespace wiretrial::plan {

namespace {

constexpr std::string_view automatic = "auto";

// Where a system says which of its parallel jobs this is. A name that is a null pointer: there is
// no such variable.
struct Source {
  const char* index;
  const char* first;  // a variable with the index of the first job, or null: `counts_from`
  const char* step;   // a variable with the distance of two jobs
  const char* total;
  std::size_t counts_from;
  // The index alone says nothing: it is set where nothing is parallel, too.
  bool needs_total = false;
};

constexpr Source sources[] = {
    {"CI_NODE_INDEX", nullptr, nullptr, "CI_NODE_TOTAL", 1},
    {"STRATEGY_JOB_INDEX", nullptr, nullptr, "STRATEGY_JOB_TOTAL", 0},
    {"CIRCLE_NODE_INDEX", nullptr, nullptr, "CIRCLE_NODE_TOTAL", 0},
    {"BUILDKITE_PARALLEL_JOB", nullptr, nullptr, "BUILDKITE_PARALLEL_JOB_COUNT", 0},
    {"SYSTEM_JOBPOSITIONINPHASE", nullptr, nullptr, "SYSTEM_TOTALJOBSINPHASE", 1},
    {"JOB_COMPLETION_INDEX", nullptr, nullptr, nullptr, 0},
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP",
     "SLURM_ARRAY_TASK_COUNT", 0},
    // srun(1) sets the total for each task of a step; a batch script is task 0 without it.
    {"SLURM_PROCID", nullptr, nullptr, "SLURM_STEP_NUM_TASKS", 0, true},
    {"PARALLEL_SEQ", nullptr, nullptr, nullptr, 1},
};

std::optional<std::size_t> number_in(std::string_view digits) {
  std::size_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::size_t number_of(const char* name, const Environment& environment, std::size_t absent) {
  const auto text = name == nullptr ? std::nullopt : environment(name);
  if (!text) return absent;
  const auto number = number_in(*text);
  if (number) return *number;
  throw std::invalid_argument("--shard auto: " + std::string(name) + " is \"" + *text +
                              "\", which is no number");
}

const Source& only_source(const Environment& environment) {
  std::vector<const Source*> found;
  std::string known;
  for (const Source& source : sources) {
    known += (known.empty() ? "" : ", ") + std::string(source.index);
    if (source.needs_total) known += std::string(" with ") + source.total;
    const bool is_told = !source.needs_total || environment(source.total);
    if (is_told && environment(source.index)) found.push_back(&source);
  }
  if (found.empty()) {
    throw std::invalid_argument("--shard auto: none of these is set: " + known +
                                "; say --shard I/N");
  }
  if (found.size() == 1) return *found[0];
  throw std::invalid_argument("--shard auto: " + std::string(found[0]->index) + " and " +
                              found[1]->index + " are both set; say --shard I/N");
}

ChosenShard from_environment(std::size_t total, const Environment& environment) {
  const Source& source = only_source(environment);
  ChosenShard chosen;
  chosen.source = source.index;
  chosen.shard.count = total;
  if (total == 0) {
    chosen.shard.count = number_of(source.total, environment, 0);
    if (chosen.shard.count == 0) {
      throw std::invalid_argument("--shard auto: " + chosen.source +
                                  " does not say how many shards there are; say --shard auto/N");
    }
    chosen.source += " and " + std::string(source.total);
  }
  const std::size_t first = number_of(source.first, environment, source.counts_from);
  const std::size_t step = number_of(source.step, environment, 1);
  const std::size_t index = number_of(source.index, environment, 0);
  const bool fits = index >= first && step > 0 && (index - first) % step == 0;
  if (fits) chosen.shard.index = (index - first) / step + 1;
  if (fits && chosen.shard.index <= chosen.shard.count) return chosen;
  throw std::invalid_argument("--shard auto: " + std::string(source.index) + " is " +
                              std::to_string(index) + ", but there are " +
                              std::to_string(chosen.shard.count) + " shards, counted from " +
                              std::to_string(first));
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  Shard shard{0, 0};
  if (slash != std::string_view::npos) {
    shard = {number_in(text.substr(0, slash)).value_or(0),
             number_in(text.substr(slash + 1)).value_or(0)};
  }
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw std::invalid_argument("a shard is I/N with I from 1 to N, not \"" + std::string(text) +
                              "\"");
}

ChosenShard choose_shard(std::string_view text, const Environment& environment) {
  if (!text.starts_with(automatic)) return {parse_shard(text), ""};
  const std::string_view rest = text.substr(automatic.size());
  if (rest.empty()) return from_environment(0, environment);
  const auto total = rest[0] == '/' ? number_in(rest.substr(1)) : std::nullopt;
  if (total && *total > 0) return from_environment(*total, environment);
  throw std::invalid_argument("a shard is I/N, auto or auto/N, not \"" + std::string(text) + "\"");
}

}  // namespace wiretrial::plan
