#include "harness/plan/shard.hpp"

#include <map>

#include "catch.hpp"

using namespace wiretrial::plan;

namespace {

using Variables = std::map<std::string, std::string>;

ChosenShard choose(const std::string& text, const Variables& variables) {
  return choose_shard(text, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

const Variables gitlab{{"CI_NODE_INDEX", "2"}, {"CI_NODE_TOTAL", "5"}};

}  // namespace

TEST_CASE("a shard is taken from whatever CI system there is") {
  const struct {
    std::string text;
    Variables variables;
    Shard shard;
    std::string source;
  } rows[] = {
      {"auto", gitlab, {2, 5}, "CI_NODE_INDEX and CI_NODE_TOTAL"},
      {"auto/7", gitlab, {2, 7}, "CI_NODE_INDEX"},
      {"auto/4", {{"JOB_COMPLETION_INDEX", "0"}}, {1, 4}, "JOB_COMPLETION_INDEX"},
      {"auto/4", {{"JOB_COMPLETION_INDEX", "3"}}, {4, 4}, "JOB_COMPLETION_INDEX"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "30"},
        {"SLURM_ARRAY_TASK_MIN", "10"},
        {"SLURM_ARRAY_TASK_STEP", "10"},
        {"SLURM_ARRAY_TASK_COUNT", "3"}},
       {3, 3},
       "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_COUNT", "3"}},
       {1, 3},
       "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "2"}, {"SLURM_ARRAY_TASK_COUNT", "3"}, {"SLURM_PROCID", "0"}},
       {3, 3},
       "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT"},
      {"auto",
       {{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "4"}, {"SLURM_NTASKS", "8"}},
       {1, 4},
       "SLURM_PROCID and SLURM_STEP_NUM_TASKS"},
      {"auto/3", {{"PARALLEL_SEQ", "1"}}, {1, 3}, "PARALLEL_SEQ"},
      {"auto/3", {{"PARALLEL_SEQ", "3"}, {"PARALLEL_JOBSLOT", "1"}}, {3, 3}, "PARALLEL_SEQ"},
      {"auto",
       {{"STRATEGY_JOB_INDEX", "0"}, {"STRATEGY_JOB_TOTAL", "4"}},
       {1, 4},
       "STRATEGY_JOB_INDEX and STRATEGY_JOB_TOTAL"},
      {"auto",
       {{"CIRCLE_NODE_INDEX", "3"}, {"CIRCLE_NODE_TOTAL", "4"}},
       {4, 4},
       "CIRCLE_NODE_INDEX and CIRCLE_NODE_TOTAL"},
      {"auto",
       {{"BUILDKITE_PARALLEL_JOB", "0"}, {"BUILDKITE_PARALLEL_JOB_COUNT", "2"}},
       {1, 2},
       "BUILDKITE_PARALLEL_JOB and BUILDKITE_PARALLEL_JOB_COUNT"},
      {"auto",
       {{"SYSTEM_JOBPOSITIONINPHASE", "2"}, {"SYSTEM_TOTALJOBSINPHASE", "2"}},
       {2, 2},
       "SYSTEM_JOBPOSITIONINPHASE and SYSTEM_TOTALJOBSINPHASE"},
  };
  for (const auto& row : rows) {
    INFO(row.source);
    const ChosenShard chosen = choose(row.text, row.variables);
    CHECK(chosen.shard == row.shard);
    CHECK(chosen.source == row.source);
  }
}

TEST_CASE("the environment has no say unless it is asked") {
  const ChosenShard chosen = choose("1/2", gitlab);
  CHECK(chosen.shard == Shard{1, 2});
  CHECK(chosen.source.empty());
}

TEST_CASE("an environment that does not decide is no shard") {
  const struct {
    std::string text;
    Variables variables;
    std::string reason;
  } rows[] = {
      {"auto",
       {},
       "--shard auto: none of these is set: CI_NODE_INDEX, STRATEGY_JOB_INDEX, "
       "CIRCLE_NODE_INDEX, BUILDKITE_PARALLEL_JOB, SYSTEM_JOBPOSITIONINPHASE, "
       "JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID, SLURM_PROCID with SLURM_STEP_NUM_TASKS, "
       "PARALLEL_SEQ; say --shard I/N"},
      {"auto",
       {{"CI_NODE_INDEX", "1"}, {"PARALLEL_SEQ", "1"}},
       "--shard auto: CI_NODE_INDEX and PARALLEL_SEQ are both set; say --shard I/N"},
      {"auto",
       {{"JOB_COMPLETION_INDEX", "1"}},
       "--shard auto: JOB_COMPLETION_INDEX does not say how many shards there are; say --shard "
       "auto/N"},
      {"auto",
       {{"CI_NODE_INDEX", "1"}},
       "--shard auto: CI_NODE_INDEX does not say how many shards there are; say --shard auto/N"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "1"},
        {"SLURM_ARRAY_TASK_COUNT", "3"},
        {"SLURM_PROCID", "1"},
        {"SLURM_STEP_NUM_TASKS", "4"}},
       "--shard auto: SLURM_ARRAY_TASK_ID and SLURM_PROCID are both set; say --shard I/N"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "7"},
        {"SLURM_ARRAY_TASK_MIN", "1"},
        {"SLURM_ARRAY_TASK_STEP", "1"},
        {"SLURM_ARRAY_TASK_COUNT", "3"}},
       "--shard auto: SLURM_ARRAY_TASK_ID is 7, but there are 3 shards, counted from 1"},
      {"auto",
       {{"STRATEGY_JOB_INDEX", "0"}, {"STRATEGY_JOB_TOTAL", ""}},
       "--shard auto: STRATEGY_JOB_TOTAL is \"\", which is no number"},
      {"auto/3",
       {{"PARALLEL_SEQ", "4"}},
       "--shard auto: PARALLEL_SEQ is 4, but there are 3 shards, counted from 1"},
      {"auto",
       {{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "5"}},
       "--shard auto: CI_NODE_INDEX is 0, but there are 5 shards, counted from 1"},
      {"auto",
       {{"CI_NODE_INDEX", "one"}, {"CI_NODE_TOTAL", "5"}},
       "--shard auto: CI_NODE_INDEX is \"one\", which is no number"},
      {"auto/", gitlab, "a shard is I/N, auto or auto/N, not \"auto/\""},
      {"automatic", gitlab, "a shard is I/N, auto or auto/N, not \"automatic\""},
      {"auto/0", gitlab, "a shard is I/N, auto or auto/N, not \"auto/0\""},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK_THROWS_WITH(choose(row.text, row.variables), row.reason);
  }
}
