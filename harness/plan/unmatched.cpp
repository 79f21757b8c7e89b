// Selectors that fit nothing: a slip of the pen must not look like a suite that passed.
#include <algorithm>

#include "harness/model/near_miss.hpp"
#include "harness/plan/candidate.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::plan {

namespace {

using Words = std::vector<std::string>;

Words words_for(const std::string& key, std::span<const model::Scenario> scenarios,
                std::span<const model::Requirement> requirements) {
  if (key == "level") return {"MUST", "SHOULD", "MAY"};
  if (key == "role") return {"server", "client", "pair"};
  Words words;
  if (key == "requirement") {
    for (const auto& requirement : requirements) words.push_back(requirement.id);
  } else {
    for (const auto& scenario : scenarios) words.push_back(scenario.id);
  }
  return words;
}

std::string reason_for(const Selector& selector, const Words& words, bool only_pairs_fit) {
  static const Words keys{"requirement", "level", "role"};
  const bool known =
      selector.key.empty() || std::find(keys.begin(), keys.end(), selector.key) != keys.end();
  if (!known) {
    return "unknown key \"" + selector.key + "\" in the selector \"" + selector.text + "\"" +
           model::did_you_mean(selector.key, keys);
  }
  // A place or a subject behind the id has no part in the likeness.
  const std::string value = selector.value.substr(0, selector.value.find_first_of("#@"));
  const std::string meant = model::near_miss(value, words);
  std::string reason = "the selector \"" + selector.text + "\" fits nothing";
  if (only_pairs_fit) return reason + " but trials of pairs, which --role pair asks for";
  if (meant.empty() || meant == value) return reason;
  return reason + ", did you mean \"" + (selector.key.empty() ? "" : selector.key + ":") + meant +
         "\"?";
}

}  // namespace

std::vector<UnmatchedSelector> unmatched_selectors(std::span<const model::Scenario> scenarios,
                                                   std::span<const model::Subject> subjects,
                                                   std::span<const model::Requirement> requirements,
                                                   const PlanOptions& options) {
  std::vector<UnmatchedSelector> unmatched;
  if (options.selectors.empty()) return unmatched;
  const std::vector<Candidate> candidates =
      all_candidates(scenarios, subjects, requirements, options.roles);
  const std::vector<Candidate> pairs =
      all_candidates(scenarios, subjects, requirements, {model::Role::pair});
  for (const Selector& selector : parse_selectors(options.selectors)) {
    const bool fits =
        std::any_of(candidates.begin(), candidates.end(),
                    [&](const Candidate& candidate) { return selector.matches(candidate.names); });
    if (fits) continue;
    const Words words = words_for(selector.key, scenarios, requirements);
    const bool only_pairs_fit =
        std::any_of(pairs.begin(), pairs.end(), [&](const Candidate& candidate) {
          return selector.key.empty() && selector.matches(candidate.names);
        });
    unmatched.push_back({selector.text, reason_for(selector, words, only_pairs_fit)});
  }
  return unmatched;
}

}  // namespace wiretrial::plan
