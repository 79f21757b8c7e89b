// For tests only: a small kill matrix with everything that pages show.
#pragma once

#include "harness/model/kill_matrix.hpp"

namespace wiretrial::model::made_up {

inline ScenarioResult scenario_result(const std::string& name, const std::string& clause,
                                      std::vector<Seen> seen) {
  return {"jhmp/header/" + name, clause, Role::server, "0123", std::move(seen)};
}

inline KillMatrix matrix() {
  const Seen pass{Outcome::pass, Cause::none, true, 2, "jhmp/header/a#prefix+1@x", ""};
  const Seen fail{Outcome::fail,
                  Cause::not_rejected,
                  true,
                  1,
                  "jhmp/header/a@x",
                  "expected a rejection; actual \"an | answer\""};
  const Seen unsupported{Outcome::unsupported, Cause::none, false, 1, "jhmp/header/b@x", "why"};
  KillMatrix matrix;
  matrix.harness_version = "1.2.3";
  matrix.scenario_set_hash = "abcd";
  matrix.whole = true;
  matrix.scenarios = {{"jhmp/header/b", "HDR-8", Role::server, ""},
                      {"jhmp/header/a", "HDR-7", Role::server, ""},
                      {"jhmp/header/c", "HDR-9", Role::client, "A MAY | leaves it *open*."}};
  SpecimenResult killed;
  killed.name = "negative-passes";
  killed.title = "A content-length below zero | passes";
  killed.requirement = "HDR-7";
  killed.cause = Cause::not_rejected;
  killed.scenarios = {scenario_result("a", "HDR-7", {pass, fail}),
                      scenario_result("b", "HDR-8", {unsupported})};
  SpecimenResult survivor = killed;
  survivor.name = "does-nothing";
  survivor.title = "It breaks nothing";
  survivor.requirement = "HDR-8";
  survivor.scenarios = {scenario_result("b", "HDR-8", {pass})};
  SpecimenResult pathological = killed;
  pathological.name = "crashes";
  pathological.pathological = true;
  SpecimenResult variant = survivor;
  variant.kind = SpecimenKind::variant;
  variant.name = "other-order";
  variant.title = "Its members stand in another order";
  variant.requirement = "";
  SpecimenResult subject = variant;
  subject.kind = SpecimenKind::subject;
  subject.name = "reference";
  subject.title = "";
  matrix.specimens = {killed, survivor, pathological, variant, subject};
  return matrix;
}

}  // namespace wiretrial::model::made_up
