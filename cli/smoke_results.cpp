#include "cli/smoke_results.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wiretrial::cli {

void SmokeResults::add(const std::string& group, Performed performed) {
  const model::Verdict& verdict = performed.record.verdict;
  if (verdict.cause == model::Cause::not_ready) hopeless_[group] = {verdict.cause, verdict.reason};
  results_[group].push_back(std::move(performed));
}

void SmokeResults::give_up_where_none_passed() {
  for (const auto& [group, exchanges] : results_) {
    const bool passes =
        std::any_of(exchanges.begin(), exchanges.end(), [](const Performed& performed) {
          return performed.record.verdict.outcome == model::Outcome::pass;
        });
    if (passes || hopeless_.contains(group)) continue;
    hopeless_[group] = {model::Cause::none,
                        "none of the " + std::to_string(exchanges.size()) +
                            " smoke exchanges passed; --force runs the rest all the same"};
  }
}

const Hopeless* SmokeResults::hopeless(const std::string& group) const {
  const auto found = hopeless_.find(group);
  return found == hopeless_.end() ? nullptr : &found->second;
}

std::vector<Performed> SmokeResults::take() {
  std::vector<Performed> all;
  for (auto& [group, exchanges] : results_) {
    std::move(exchanges.begin(), exchanges.end(), std::back_inserter(all));
  }
  results_.clear();
  return all;
}

}  // namespace wiretrial::cli
