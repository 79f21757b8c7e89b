// The course of a proof: performs specimens, tells what becomes of each, and keeps it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/proof_plans.hpp"
#include "harness/model/kill_matrix.hpp"
#include "harness/model/specimen.hpp"

namespace wiretrial::cli {

// What does not change in the course of a proof, all of which outlives it.
struct ProofSetting {
  const Ground& ground;
  const model::MutantTable& table;
  ProofScope scope;
  std::string circumstances;  // what its results depend on besides programs and scenarios
  std::string out;            // folder of the results
};

class Proof {
 public:
  Proof(ProofSetting setting, const std::vector<model::Specimen>& specimens);

  // Performs what no kept result tells; prints a line for each specimen. After an interruption the
  // scenarios that were finished are kept. Returns how many processes could not be ended. Throws
  // FileError when nothing can be kept.
  int perform(const PerformanceOptions& options, const Pace& pace);

  // One for each specimen, in their order; those that an interruption left out have no scenarios.
  [[nodiscard]] std::vector<model::SpecimenResult> take_results();

 private:
  struct Entry {
    const model::Specimen* specimen = nullptr;
    std::vector<model::Subject> subjects;
    std::string identity;
    model::SpecimenResult result;
    std::map<std::string, std::size_t> open;  // scenarios that are not finished -> trials to come
    std::vector<model::Plan> plans;
  };

  int perform_all(const PerformanceOptions& options, const Pace& pace);
  [[nodiscard]] std::vector<model::Scenario> without_kill(const model::Specimen& specimen) const;
  void prepare(std::size_t number, std::vector<model::Scenario> scenarios);
  int perform_batch(std::size_t begin, std::size_t end, const PerformanceOptions& options,
                    const Pace& pace);
  void take(const model::TrialRecord& trial);
  void finish(Entry& entry);
  void tell(const Entry& entry);

  ProofSetting setting_;
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> numbers_;  // trials' subject -> entry
  std::size_t told_ = 0;
  bool told_all_ = false;
};

}  // namespace wiretrial::cli
