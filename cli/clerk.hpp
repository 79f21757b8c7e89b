// Keeps what a run learns: trial by trial in record.jsonl, and in the end the record and the
// reports.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"

namespace wiretrial::cli {

// Trials finish in any order; the record has that of the plans, so that two runs of one seed can be
// compared line by line.
class Clerk {
 public:
  // `record` has all but the trials and outlives the clerk. What an earlier run left in the folder
  // is removed: should this one be killed, nobody must take those reports for its own. Throws
  // FileError when nothing can be written there.
  Clerk(model::Record& record, const RunArguments& arguments,
        const std::vector<model::Plan>& plans);

  // Writes the trial down at once, so that nothing is lost when we die. If that fails (a full disk)
  // it says so and asks the workers to stop; what was written before stays readable.
  void take(model::TrialRecord trial);

  // To be called when all are taken: puts them in order, and prints the canonical evidence if that
  // was asked for.
  void finish();

  // The record, and the reports of it. False when one of them could not be written, or a trial
  // before; it was said then which, and where the rest is.
  [[nodiscard]] bool write_reports();

 private:
  [[nodiscard]] std::size_t place_of(const model::TrialRecord& trial) const;
  void store(model::TrialRecord& trial);
  void write_whole(const std::string& name, const std::function<void(std::ostream&)>& write);
  void note_failure(const std::string& reason);

  model::Record& record_;
  std::filesystem::path out_;
  bool canonical_;
  bool failed_ = false;
  std::size_t stored_ = 0;
  // Trial and repeat -> which plan it was.
  std::map<std::pair<std::string, int>, std::size_t> places_;
  std::map<std::size_t, std::string> canonical_texts_;
  std::ofstream lines_;
  Progress progress_;
};

}  // namespace wiretrial::cli
