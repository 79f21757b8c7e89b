// What every scenario said of every specimen, and what is wrong with that.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/model/record.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/specimen.hpp"

namespace wiretrial::model {

// Trials of one scenario that came out alike.
struct Seen {
  Outcome outcome = Outcome::pass;
  Cause cause = Cause::none;
  bool expected = true;  // of a trial without a judgement: the description, or the program's
                         // message, accounts for it
  std::size_t trials = 0;
  std::string trial;   // one of them
  std::string detail;  // what was seen in it

  bool operator==(const Seen&) const = default;
};

struct ScenarioResult {
  std::string scenario;
  std::string requirement;  // that it judges
  Role role = Role::server;
  std::string digest;      // of the scenario that was performed
  std::vector<Seen> seen;  // in the order of outcomes and causes

  bool operator==(const ScenarioResult&) const = default;
};

struct SpecimenResult {
  SpecimenKind kind = SpecimenKind::mutant;
  std::string name;
  std::string title;
  Role role = Role::server;
  std::string requirement;
  Cause cause = Cause::none;
  bool pathological = false;
  std::vector<ScenarioResult> scenarios;
};

struct MatrixScenario {
  std::string id;
  std::string requirement;
  Role role = Role::server;
  std::string without_mutant;  // why no mutant is killed by it; empty: one must be
  // It expects that its bytes are refused. Only a mutant of its own clause that takes them shows
  // that they can be taken: others may be found out by how they refuse.
  bool negative = false;
};

struct KillMatrix {
  std::string harness_version;
  std::string scenario_set_hash;
  std::string sweep = "full";
  bool complete = false;  // every specimen of the table was tried, each with those of its clause
  bool whole = false;     // and with every scenario of its role
  // Or rather: mutants with others than those of their clause only until these killed one.
  bool covering = false;
  std::vector<MatrixScenario> scenarios;
  std::vector<SpecimenResult> specimens;
};

// Who it is, without results.
[[nodiscard]] SpecimenResult begin_result(const Specimen& specimen);

// Adds a trial to the results of its scenario, which must be there.
void add_trial(SpecimenResult& result, const TrialRecord& trial);

// Whether the scenario found something wrong: a violated clause, or a program that never served.
[[nodiscard]] bool kills(const ScenarioResult& result);

// How many trials have each outcome.
[[nodiscard]] Summary summarise(const SpecimenResult& result);

// What became of a mutant: numbers of scenarios.
struct Death {
  std::size_t own_tried = 0;    // of its own clause and role
  std::size_t own_killing = 0;  // those of them that name its cause
  std::size_t killing = 0;      // of all clauses and roles, whatever the cause
};
[[nodiscard]] Death death_of(const SpecimenResult& mutant);

// How many mutants that are not pathological each scenario kills, by its id; one that kills none is
// not there. Of a negative one only mutants of its own clause count that take its bytes.
[[nodiscard]] std::map<std::string, std::size_t> kill_counts(const KillMatrix& matrix);

// What is wrong with one specimen's results, one line each; empty when nothing is.
[[nodiscard]] std::vector<std::string> complaints_about(const SpecimenResult& specimen);

// What is wrong with the scenarios: those that kill nothing and give no reason, and those that give
// one and do. Of negative ones a complete matrix tells, of the others a whole one.
[[nodiscard]] std::vector<std::string> complaints_about_scenarios(const KillMatrix& matrix);

}  // namespace wiretrial::model
