// Programs about which it is known beforehand what the suite must say of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model/names.hpp"
#include "harness/model/requirement.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::model {

enum class SpecimenKind {
  mutant,   // breaks one clause, and must be found out
  variant,  // meets every clause in an unusual way
  subject,  // an implementation that meets every clause
};

template <>
struct Names<SpecimenKind> {
  static constexpr std::array<std::pair<SpecimenKind, std::string_view>, 3> table{
      {{SpecimenKind::mutant, "mutant"},
       {SpecimenKind::variant, "variant"},
       {SpecimenKind::subject, "subject"}}};
};

struct Specimen {
  SpecimenKind kind = SpecimenKind::mutant;
  std::string name;
  std::string title;
  Role role = Role::server;   // of a mutant or variant; a subject has those that it describes
  std::string requirement;    // of a mutant: the clause that it breaks
  Cause cause = Cause::none;  // of a mutant: what a trial of that clause must say
  bool pathological = false;  // does everything wrong, so that its kills say nothing of a scenario
  Subject subject;
};

// The specimens of a table, and the program that they deviate from, in each role.
struct MutantTable {
  std::string file;
  std::vector<Specimen> specimens;
  std::optional<Subject> unchanged_server;
  std::optional<Subject> unchanged_client;
};

}  // namespace wiretrial::model
