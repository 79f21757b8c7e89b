// The files that subjects are started from: whether they are still there.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/model/record.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

class SubjectFiles {
 public:
  // Takes note of every word of the subjects' commands that names a file now.
  explicit SubjectFiles(const std::vector<model::Subject>& subjects);

  // Throws std::runtime_error, which names the file, when one of the plan's subjects is gone.
  void check(const model::Plan& plan) const;

  // Makes a trial that is not as required `harness_error`, when a file of its subject is gone.
  void excuse_if_gone(model::TrialRecord& trial) const;

 private:
  // Why the plan's subjects cannot be started any more; empty: they can.
  [[nodiscard]] std::string what_is_gone(const model::Plan& plan) const;

  std::map<std::string, std::vector<std::filesystem::path>> files_;  // by the subject's name
};

}  // namespace wiretrial::cli
