#include "cli/proof_plans.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace wiretrial::cli {

namespace {

using model::Role;
using model::Scenario;
using model::Specimen;
using model::SpecimenKind;

// Everything random in the trials of a proof; another seed would prove the same.
constexpr std::uint64_t proof_seed = 1;
// Unless the matrix is to be whole, a variant meets one of so many parts of the scenarios.
constexpr std::size_t parts = 4;

bool has_role(const Specimen& specimen, Role role) {
  if (specimen.kind == SpecimenKind::subject) {
    return role == Role::server ? specimen.subject.server.has_value()
                                : specimen.subject.client.has_value();
  }
  return specimen.role == role;
}

bool fits(const Scenario& scenario, const Specimen& specimen, const ProofScope& scope) {
  const bool mutant = specimen.kind == SpecimenKind::mutant;
  const bool own = !mutant || scenario.requirement == specimen.requirement;
  if (scenario.role == Role::pair) return scope.whole && own && !specimen.pathological;
  if (!has_role(specimen, scenario.role)) return false;
  return own || (scope.whole && !scope.covering && !specimen.pathological);
}

bool only_refusal_is_expected(const model::Run& run) {
  std::size_t refusals = 0;
  std::size_t others = 0;
  for (const model::Step& step : run.steps) {
    using Kind = model::ExpectationKind;
    const auto* expect = std::get_if<model::Expect>(&step);
    if (expect == nullptr || expect->expectation.kind == Kind::request) continue;
    const Kind kind = expect->expectation.kind;
    ++(kind == Kind::rejection || kind == Kind::failure ? refusals : others);
  }
  return refusals == 1 && others == 0;
}

}  // namespace

std::vector<model::Subject> subjects_of(const Specimen& specimen, const model::MutantTable& table,
                                        const ProofScope& scope) {
  std::vector<model::Subject> subjects{specimen.subject};
  if (!scope.whole || specimen.kind == SpecimenKind::subject) return subjects;
  const auto& partner =
      specimen.role == Role::server ? table.unchanged_client : table.unchanged_server;
  if (partner) subjects.push_back(*partner);
  return subjects;
}

std::vector<Scenario> scenarios_for(const Ground& ground, const Specimen& specimen,
                                    std::size_t number, const ProofScope& scope) {
  const bool partly = !scope.whole && specimen.kind != SpecimenKind::mutant;
  std::vector<Scenario> all;
  std::vector<Scenario> part;
  for (std::size_t i = 0; i < ground.scenarios.size(); ++i) {
    if (!fits(ground.scenarios[i], specimen, scope)) continue;
    all.push_back(ground.scenarios[i]);
    if (i % parts == number % parts) part.push_back(ground.scenarios[i]);
  }
  // Of a small protocol the part may have nothing.
  return partly && !part.empty() ? part : all;
}

bool is_negative(const Scenario& scenario, const model::MutantTable& table) {
  if (scenario.role == Role::pair || scenario.runs.size() != 1 ||
      scenario.sweep != model::Sweep::none || !only_refusal_is_expected(scenario.runs.front())) {
    return false;
  }
  return std::any_of(table.specimens.begin(), table.specimens.end(), [&](const Specimen& mutant) {
    return mutant.kind == SpecimenKind::mutant && !mutant.pathological &&
           mutant.role == scenario.role && mutant.requirement == scenario.requirement &&
           mutant.cause == model::Cause::not_rejected;
  });
}

bool may_cover(const Scenario& scenario, const Specimen& specimen,
               const model::MutantTable& table) {
  return specimen.kind == SpecimenKind::mutant && !specimen.pathological &&
         (scenario.role == Role::pair || has_role(specimen, scenario.role)) &&
         scenario.requirement != specimen.requirement && !is_negative(scenario, table);
}

std::vector<model::Plan> proof_plans(const Ground& ground, const std::vector<Scenario>& scenarios,
                                     const std::vector<model::Subject>& subjects,
                                     const ProofScope& scope) {
  plan::PlanOptions options;
  options.seed = proof_seed;
  options.missing_means = scope.missing_means;
  const auto make = [&](std::vector<Role> roles, std::vector<model::Subject> of,
                        plan::SweepForm sweep) {
    options.roles = std::move(roles);
    options.sweep = sweep;
    return plan::make_plans(scenarios, of, ground.protocol.requirements,
                            ground.protocol.server_control, options);
  };
  std::vector<model::Plan> plans =
      make({Role::server, Role::client}, {subjects.front()}, scope.sweep);
  std::vector<model::Plan> pairs = make({Role::pair}, subjects, plan::SweepForm::sampled);
  plans.insert(plans.end(), std::make_move_iterator(pairs.begin()),
               std::make_move_iterator(pairs.end()));
  return plans;
}

}  // namespace wiretrial::cli
