// The baselines of a run: read before it, compared with its record, and written after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "harness/model/baseline.hpp"
#include "harness/model/record.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/trial_name.hpp"

namespace wiretrial::cli {

class Baselines {
 public:
  // Reads what `--baseline` and `--write-baseline` name, before anything is run. Throws LoadError
  // when a file that is there, or that --baseline names, is no baseline.
  Baselines(const RunArguments& arguments, const Ground& ground,
            const std::vector<model::Subject>& subjects);

  // Has the record say what comes of --baseline today.
  void apply(model::Record& record) const;

  // Writes the file of --write-baseline and tells on standard error what was added and dropped.
  // After an interruption nothing is written: what was not run would be dropped. Throws FileError.
  void write(const model::Record& record) const;

 private:
  std::optional<model::Baseline> known_;
  model::Baseline renewed_;  // what the file of --write-baseline has so far
  std::string target_;
  bool strict_;
  std::vector<model::TrialName> all_;  // every trial that there could be
};

}  // namespace wiretrial::cli
