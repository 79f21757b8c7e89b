// How many copies of each subject may run side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/exec/worker.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

class Copies {
 public:
  // Both outlive it. The surroundings have their gates.
  Copies(const exec::Surroundings& surroundings,
         const std::map<std::string, model::Subject>& subjects)
      : surroundings_(surroundings), subjects_(subjects) {}

  // An exchange that the server of its subject has passed: to try a second server with.
  void note_passed(const model::Plan& plan);

  // Finds out about the subjects of these plans: what their descriptions say, and of the others
  // whether a second server works beside the first, with two workers of numbers from `worker` on.
  // Says on standard error where it does not. Not for several threads.
  void look(const std::vector<model::Plan>& plans, std::uint8_t worker);

  // The subject whose copies a plan needs: of a pair the server.
  [[nodiscard]] const model::Subject& subject_of(const model::Plan& plan) const;
  // 0: as many as there are workers.
  [[nodiscard]] std::size_t most_of(const model::Subject& subject) const;

 private:
  std::string why_no_twin(const model::Plan& plan, const model::Subject& subject,
                          std::uint8_t worker);

  const exec::Surroundings& surroundings_;
  const std::map<std::string, model::Subject>& subjects_;
  std::map<std::string, model::Plan> passed_;  // by subject
  std::map<std::string, int> most_;            // by subject
};

}  // namespace wiretrial::cli
