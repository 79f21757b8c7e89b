#include "harness/plan/candidate.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace wiretrial::plan {

namespace {

using model::Role;
using model::Scenario;
using model::Subject;

const model::Requirement& requirement_of(const Scenario& scenario,
                                         std::span<const model::Requirement> requirements) {
  const auto found = std::find_if(
      requirements.begin(), requirements.end(),
      [&](const model::Requirement& other) { return other.id == scenario.requirement; });
  if (found != requirements.end()) return *found;
  throw std::invalid_argument(scenario.id + " has the unknown requirement " + scenario.requirement);
}

bool has_role(const Subject& subject, Role role) {
  return role == Role::server ? subject.server.has_value() : subject.client.has_value();
}

// Pairs only when asked for; where there are no subjects, everything is shown.
bool wanted(const std::vector<Role>& roles, Role role, bool shows_all) {
  if (roles.empty()) return shows_all || role != Role::pair;
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// A scenario without its subject: one candidate, or one for each member of its sweep.
std::vector<Candidate> members(const Scenario& scenario,
                               std::span<const model::Requirement> requirements) {
  const model::Requirement& requirement = requirement_of(scenario, requirements);
  Candidate whole;
  whole.scenario = &scenario;
  whole.names = {{scenario.id, "", ""}, requirement.id, requirement.level, scenario.role};
  if (scenario.sweep == model::Sweep::none) return {whole};
  std::vector<Candidate> all;
  for (SweepMember& member : sweep_members(scenario)) {
    Candidate one = whole;
    one.offset = member.offset;
    one.sampled = member.sampled;
    one.names.trial.place = std::move(member.place);
    all.push_back(std::move(one));
  }
  return all;
}

void add_for_subject(std::vector<Candidate>& all, const std::vector<Candidate>& trials,
                     const Subject& subject, Role role) {
  for (Candidate candidate : trials) {
    if (candidate.names.role != role) continue;
    candidate.subject = &subject;
    candidate.names.trial.subject = subject.name;
    all.push_back(std::move(candidate));
  }
}

// Every client against every server.
void add_pairs(std::vector<Candidate>& all, const std::vector<Candidate>& trials,
               std::span<const Subject> subjects) {
  for (const Subject& client : subjects) {
    for (const Subject& server : subjects) {
      if (!client.client || !server.server) continue;
      for (Candidate candidate : trials) {
        if (candidate.names.role != Role::pair) continue;
        candidate.subject = &server;
        candidate.client = &client;
        candidate.names.trial.subject = client.name + "+" + server.name;
        all.push_back(std::move(candidate));
      }
    }
  }
}

}  // namespace

std::vector<Candidate> all_candidates(std::span<const Scenario> scenarios,
                                      std::span<const Subject> subjects,
                                      std::span<const model::Requirement> requirements,
                                      const std::vector<Role>& roles) {
  std::vector<Candidate> trials;
  for (const Scenario& scenario : scenarios) {
    for (Candidate& candidate : members(scenario, requirements)) {
      if (wanted(roles, candidate.names.role, subjects.empty()))
        trials.push_back(std::move(candidate));
    }
  }
  if (subjects.empty()) return trials;
  std::vector<Candidate> all;
  for (const Subject& subject : subjects) {
    for (const Role role : {Role::server, Role::client}) {
      if (has_role(subject, role)) add_for_subject(all, trials, subject, role);
    }
  }
  add_pairs(all, trials, subjects);
  return all;
}

}  // namespace wiretrial::plan
