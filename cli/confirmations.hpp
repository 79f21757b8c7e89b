// Which failures are performed again: the first ones of each kind are confirmed, later ones wait
// for what comes of it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/performed.hpp"
#include "harness/model/record.hpp"

namespace wiretrial::cli {

// Not for several threads at once.
class Confirmations {
 public:
  enum class Next { report, confirm, wait, try_alone };

  // What becomes of a failure that was just seen. One that is to wait is moved in here.
  [[nodiscard]] Next take(Performed& performed);

  struct Decided {
    std::vector<Performed> failures;  // that waited
    bool to_try_alone = false;        // else they are reported
  };
  // A failure was confirmed, in a fresh subject (`comes_alone`) or only behind other trials: what
  // that decides about those of its kind that wait.
  [[nodiscard]] Decided finish(const model::TrialRecord& record, bool comes_alone);

  // Those that nothing was decided about.
  [[nodiscard]] std::vector<Performed> take_waiting();

 private:
  // Of one clause, by one subject, for one cause.
  struct Kind {
    int begun = 0;
    int finished = 0;
    std::vector<Performed> waiting;
  };
  Kind& kind_of(const model::TrialRecord& record) {
    return kinds_[{record.plan.subject + record.plan.requirement, record.verdict.cause}];
  }

  std::map<std::pair<std::string, model::Cause>, Kind> kinds_;
  std::set<std::string> need_history_;  // subjects of which a failure needed what came before it
};

}  // namespace wiretrial::cli
