// Shards: the part of a run that one of several machines does.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::plan {

// `index` is 1 to `count`.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;

  bool operator==(const Shard&) const = default;
};

// Reads "2/5". Throws std::invalid_argument, saying what is wrong.
[[nodiscard]] Shard parse_shard(std::string_view text);

// The value of a variable of the environment; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct ChosenShard {
  Shard shard;
  std::string source;  // what it was taken from: "CI_NODE_INDEX and CI_NODE_TOTAL"; empty: the text
};

// Reads "2/5" as parse_shard does; "auto", or "auto/5" where only the index is known, asks the
// environment. What the systems say, and where they say it:
// CI_NODE_INDEX, from 1, of CI_NODE_TOTAL: GitLab CI, predefined variables, `parallel`
// STRATEGY_JOB_INDEX, from 0, of STRATEGY_JOB_TOTAL: a workflow of GitHub that sets them to its
//   strategy.job-index and strategy.job-total, which no variable has by itself
// CIRCLE_NODE_INDEX, from 0, of CIRCLE_NODE_TOTAL: CircleCI, `parallelism`
// BUILDKITE_PARALLEL_JOB, from 0, of BUILDKITE_PARALLEL_JOB_COUNT: Buildkite, `parallelism`
// SYSTEM_JOBPOSITIONINPHASE, from 1, of SYSTEM_TOTALJOBSINPHASE: Azure Pipelines, `parallel`
// JOB_COMPLETION_INDEX, from 0: an Indexed Job of Kubernetes
// SLURM_ARRAY_TASK_ID, from _MIN in steps of _STEP, of _COUNT: sbatch(1), `--array`
// SLURM_PROCID, from 0, of SLURM_STEP_NUM_TASKS: srun(1), `--ntasks`
// PARALLEL_SEQ, from 1: parallel(1); its jobs' slots are no shards, several jobs have the same one
// Without "auto" the environment has no say: a suite that runs a part because a variable happens to
// be set looks green. Throws std::invalid_argument when nothing, or more than one of them, is
// there, or the total is not.
[[nodiscard]] ChosenShard choose_shard(std::string_view text, const Environment& environment);

}  // namespace wiretrial::plan
