#include "cli/requirement_ledger.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/load/mutants.hpp"
#include "harness/load/requirements.hpp"

namespace wiretrial::cli {

using model::Role;
using model::SpecimenKind;

namespace {

bool binds(const model::Requirement& requirement, Role role) {
  return role == Role::server ? requirement.binds_server : requirement.binds_client;
}

bool speaks_of(const load::Exclusion& exclusion, const LedgerEntry& entry) {
  return exclusion.requirement == entry.requirement->id &&
         (!exclusion.role || *exclusion.role == entry.role);
}

LedgerEntry entry_of(const model::Requirement& requirement, Role role, const Ground& ground,
                     const std::optional<model::MutantTable>& mutants) {
  LedgerEntry entry{&requirement, role, {}, {}, {}};
  for (const model::Scenario& scenario : ground.scenarios) {
    if (scenario.requirement == requirement.id && scenario.role == role)
      entry.scenarios.push_back(&scenario);
  }
  for (const load::Exclusion& exclusion : ground.protocol.exclusions) {
    if (speaks_of(exclusion, entry)) entry.exclusions.push_back(&exclusion);
  }
  if (!mutants) return entry;
  for (const model::Specimen& mutant : mutants->specimens) {
    const bool speaks = mutant.kind == SpecimenKind::mutant && !mutant.pathological;
    if (speaks && mutant.requirement == requirement.id && mutant.role == role)
      entry.mutants.push_back(&mutant);
  }
  return entry;
}

// "HDR-7 (server)"
std::string name_of_entry(const LedgerEntry& entry) {
  return fmt::format("{} ({})", entry.requirement->id, model::name_of(entry.role));
}

void find_gap(const LedgerEntry& entry, const char* thing, bool there, bool load::Exclusion::*lacks,
              const std::string& file, std::vector<std::string>& gaps) {
  std::vector<const load::Exclusion*> excluded;
  for (const load::Exclusion* exclusion : entry.exclusions) {
    if (exclusion->*lacks) excluded.push_back(exclusion);
  }
  if (!there && excluded.empty()) {
    gaps.push_back(fmt::format("{} has no {}; add one, or an exclusion with the reason to {}",
                               name_of_entry(entry), thing, file));
  }
  for (std::size_t i = 0; i < excluded.size(); ++i) {
    if (!there && i == 0) continue;
    gaps.push_back(fmt::format("{}: {}: {} {}; remove the exclusion", file, excluded[i]->pointer,
                               name_of_entry(entry),
                               there ? fmt::format("has a {}", thing) : "is excluded already"));
  }
}

// Exclusions that speak of nothing.
void find_orphans(const Ground& ground, std::vector<std::string>& gaps) {
  for (const load::Exclusion& exclusion : ground.protocol.exclusions) {
    const auto* requirement =
        load::find_requirement(ground.protocol.requirements, exclusion.requirement);
    const std::string place = ground.protocol.file + ": " + exclusion.pointer + ": ";
    if (requirement == nullptr) {
      gaps.push_back(place + "there is no clause " + exclusion.requirement);
    } else if (exclusion.role && !binds(*requirement, *exclusion.role)) {
      gaps.push_back(fmt::format("{}{} does not bind a {}", place, exclusion.requirement,
                                 model::name_of(*exclusion.role)));
    }
  }
}

void find_orphans(const Ground& ground, const model::MutantTable& mutants,
                  std::vector<std::string>& gaps) {
  for (const model::Specimen& mutant : mutants.specimens) {
    if (mutant.kind != SpecimenKind::mutant) continue;
    const auto* requirement =
        load::find_requirement(ground.protocol.requirements, mutant.requirement);
    if (requirement != nullptr && binds(*requirement, mutant.role)) continue;
    gaps.push_back(fmt::format("{}: the {} {} breaks {}, which does not bind it", mutants.file,
                               model::name_of(mutant.role), mutant.name, mutant.requirement));
  }
}

std::string comma_separated(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

}  // namespace

std::optional<model::MutantTable> load_protocol_mutants(const Ground& ground) {
  // An installed program has none.
  if (!std::filesystem::exists(ground.protocol.mutants_file)) return std::nullopt;
  return load::load_mutants(ground.protocol.mutants_file, ground.protocol.requirements);
}

RequirementLedger make_requirement_ledger(const Ground& ground,
                                          const std::optional<model::MutantTable>& mutants) {
  RequirementLedger ledger;
  const std::string& file = ground.protocol.file;
  for (const model::Requirement& requirement : ground.protocol.requirements) {
    for (const Role role : {Role::server, Role::client}) {
      if (!binds(requirement, role)) continue;
      ledger.entries.push_back(entry_of(requirement, role, ground, mutants));
      const LedgerEntry& entry = ledger.entries.back();
      find_gap(entry, "scenario", !entry.scenarios.empty(), &load::Exclusion::lacks_scenario, file,
               ledger.gaps);
      if (!mutants) continue;
      find_gap(entry, "mutant", !entry.mutants.empty(), &load::Exclusion::lacks_mutant, file,
               ledger.gaps);
    }
  }
  find_orphans(ground, ledger.gaps);
  if (mutants) find_orphans(ground, *mutants, ledger.gaps);
  return ledger;
}

std::string render_requirement_ledger(const Ground& ground, const RequirementLedger& ledger,
                                      bool has_mutants) {
  std::string text = fmt::format(
      "# Ledger of requirements: {}\n\n"
      "What judges each clause of {}, revision {}, and what breaks it. `wiretrial list --ledger` "
      "writes this page,\nand ends in status 1 when a clause lacks a scenario or a mutant without "
      "a reason.\n",
      ground.protocol.name, ground.protocol.name, ground.protocol.revision);
  if (!has_mutants) text += "\nThe protocol names no table of mutants.\n";
  text +=
      "\n| clause | level | role | scenarios | mutants | excluded |\n|---|---|---|---:|---:|---|\n";
  for (const LedgerEntry& entry : ledger.entries) {
    std::vector<std::string> reasons;
    for (const load::Exclusion* exclusion : entry.exclusions) reasons.push_back(exclusion->reason);
    text +=
        fmt::format("| {} | {} | {} | {} | {} | {} |\n", entry.requirement->id,
                    model::name_of(entry.requirement->level), model::name_of(entry.role),
                    entry.scenarios.size(), has_mutants ? std::to_string(entry.mutants.size()) : "",
                    comma_separated(reasons));
  }
  return text;
}

}  // namespace wiretrial::cli
