// Nothing to try: a slip of the pen must not look like a suite that passed.
#include <algorithm>
#include <set>

#include "harness/model/near_miss.hpp"
#include "harness/plan/candidate.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::plan {

namespace {

using Words = std::vector<std::string>;
using Roles = std::set<model::Role>;

// What trials are looked for in.
struct Choice {
  std::span<const model::Scenario> scenarios;
  std::span<const model::Subject> subjects;
  std::span<const model::Requirement> requirements;
  const PlanOptions& options;

  [[nodiscard]] std::vector<Candidate> candidates(const std::vector<model::Role>& roles) const {
    return all_candidates(scenarios, subjects, requirements, roles);
  }
  // Whatever the subjects and the roles that are asked for.
  [[nodiscard]] std::vector<Candidate> whole() const {
    return all_candidates(scenarios, {}, requirements, {});
  }
};

Words words_for(const std::string& key, const Choice& choice) {
  if (key == "level") return {"MUST", "SHOULD", "MAY"};
  if (key == "role") return {"server", "client", "pair"};
  Words words;
  if (key == "requirement") {
    for (const auto& requirement : choice.requirements) words.push_back(requirement.id);
  } else {
    for (const auto& scenario : choice.scenarios) words.push_back(scenario.id);
  }
  return words;
}

std::string listed(const Words& items, const std::string& before_last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == items.size() ? before_last : ", ") + items[i];
  }
  return text;
}

// "a server or a client"
std::string one_of(const Roles& roles) {
  Words words;
  for (const model::Role role : roles) words.push_back("a " + std::string(model::name_of(role)));
  return listed(words, " or ");
}

bool any_matches(const std::vector<Candidate>& candidates, const Selector& selector) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const Candidate& candidate) { return selector.matches(candidate.names); });
}

bool any_selected(const std::vector<Candidate>& candidates,
                  const std::vector<Selector>& selectors) {
  return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
    return selected(selectors, candidate.names);
  });
}

std::string nobody_is(const Roles& roles, std::span<const model::Subject> subjects) {
  if (subjects.size() != 1) return "no subject describes " + one_of(roles);
  return subjects.front().file + " does not describe " + one_of(roles);
}

// Why what fits the selector is not there: the subjects lack its roles, or others are asked for.
std::string lacking_role(const Selector& selector, const Choice& choice) {
  Roles fitting;
  for (const Candidate& candidate : choice.whole()) {
    if (selector.matches(candidate.names)) fitting.insert(candidate.names.role);
  }
  if (fitting.empty()) return "";
  Roles lacking = fitting;
  const auto& asked = choice.options.roles;
  std::erase_if(lacking, [&](const model::Role role) {
    return !asked.empty() && std::find(asked.begin(), asked.end(), role) == asked.end();
  });
  return " but trials of " + one_of(fitting) + ", and " +
         (lacking.empty() ? "--role asks for others" : nobody_is(lacking, choice.subjects));
}

std::string reason_for(const Selector& selector, const Choice& choice, bool only_pairs_fit) {
  static const Words keys{"requirement", "level", "role"};
  const bool known =
      selector.key.empty() || std::find(keys.begin(), keys.end(), selector.key) != keys.end();
  if (!known) {
    return "unknown key \"" + selector.key + "\" in the selector \"" + selector.text + "\"" +
           model::did_you_mean(selector.key, keys);
  }
  const std::string reason = "the selector \"" + selector.text + "\" fits nothing";
  if (only_pairs_fit) return reason + " but trials of pairs, which --role pair asks for";
  const std::string role = choice.subjects.empty() ? "" : lacking_role(selector, choice);
  if (!role.empty()) return reason + role;
  // A place or a subject behind the id has no part in the likeness.
  const std::string value = selector.value.substr(0, selector.value.find_first_of("#@"));
  const std::string meant = model::near_miss(value, words_for(selector.key, choice));
  if (meant.empty() || meant == value) return reason;
  return reason + ", did you mean \"" + (selector.key.empty() ? "" : selector.key + ":") + meant +
         "\"?";
}

// The selectors of one key, which mean "or", in the order in which their keys come.
std::vector<std::vector<Selector>> by_key(const std::vector<Selector>& selectors) {
  std::vector<std::vector<Selector>> groups;
  for (const Selector& selector : selectors) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& other) {
      return other.front().key == selector.key;
    });
    if (group == groups.end()) {
      groups.push_back({selector});
    } else {
      group->push_back(selector);
    }
  }
  return groups;
}

std::string exclusion(const std::vector<std::vector<Selector>>& groups, const char* all) {
  Words texts;
  for (const auto& group : groups) {
    Words words;
    for (const Selector& selector : group) words.push_back("\"" + selector.text + "\"");
    texts.push_back(listed(words, " or "));
  }
  return "the selectors exclude each other: no trial fits " + std::string(all) +
         listed(texts, " and ");
}

// Two keys that exclude each other, or else all of them.
std::string exclusion_among(const std::vector<Candidate>& candidates,
                            const std::vector<Selector>& selectors) {
  const auto groups = by_key(selectors);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      std::vector<Selector> both = groups[i];
      both.insert(both.end(), groups[j].begin(), groups[j].end());
      if (!any_selected(candidates, both)) return exclusion({groups[i], groups[j]}, "both ");
    }
  }
  return exclusion(groups, "all of ");
}

}  // namespace

std::vector<UnmatchedSelector> unmatched_selectors(std::span<const model::Scenario> scenarios,
                                                   std::span<const model::Subject> subjects,
                                                   std::span<const model::Requirement> requirements,
                                                   const PlanOptions& options) {
  std::vector<UnmatchedSelector> unmatched;
  if (options.selectors.empty()) return unmatched;
  const Choice choice{scenarios, subjects, requirements, options};
  const std::vector<Candidate> candidates = choice.candidates(options.roles);
  const std::vector<Candidate> pairs = choice.candidates({model::Role::pair});
  for (const Selector& selector : parse_selectors(options.selectors)) {
    if (any_matches(candidates, selector)) continue;
    const bool only_pairs_fit = selector.key.empty() && any_matches(pairs, selector);
    unmatched.push_back({selector.text, reason_for(selector, choice, only_pairs_fit)});
  }
  return unmatched;
}

std::string why_no_trial(std::span<const model::Scenario> scenarios,
                         std::span<const model::Subject> subjects,
                         std::span<const model::Requirement> requirements,
                         const PlanOptions& options) {
  const Choice choice{scenarios, subjects, requirements, options};
  const std::vector<Candidate> candidates = choice.candidates(options.roles);
  const std::vector<Selector> selectors = parse_selectors(options.selectors);
  if (any_selected(candidates, selectors)) return "";
  if (!candidates.empty()) return exclusion_among(candidates, selectors);
  Roles wanted{options.roles.begin(), options.roles.end()};
  if (wanted.empty()) wanted = {model::Role::server, model::Role::client};
  Roles there;
  for (const Candidate& candidate : choice.whole()) {
    if (wanted.contains(candidate.names.role)) there.insert(candidate.names.role);
  }
  if (there.empty()) return "there is no scenario for " + one_of(wanted);
  return nobody_is(there, subjects) + ", and the trials that are wanted are for one";
}

}  // namespace wiretrial::plan
