#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "cli/calibration.hpp"
#include "cli/commands.hpp"
#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/proof.hpp"
#include "cli/proof_files.hpp"
#include "harness/exec/means.hpp"
#include "harness/exec/required_calls.hpp"
#include "harness/load/mutants.hpp"
#include "harness/model/kill_matrix_json.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/model/trial_name.hpp"
#include "harness/plan/needs.hpp"
#include "reports/kill_matrix.hpp"
#include "reports/words.hpp"

namespace wiretrial::cli {

using model::KillMatrix;
using model::Specimen;
using model::SpecimenKind;

namespace {

constexpr int status_nonconforming = 1;

bool is_named(const Specimen& specimen, const std::vector<std::string>& globs) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return model::matches_glob(glob, specimen.name) ||
           model::matches_glob(glob, specimen.subject.name);
  });
}

bool is_selected(const Specimen& specimen, const ProveArguments& arguments) {
  const bool role = arguments.role.empty() || specimen.kind == SpecimenKind::subject ||
                    arguments.role == model::name_of(specimen.role);
  return role && (arguments.only.empty() || is_named(specimen, arguments.only));
}

// A subject's role that is not asked for is not there. Throws UsageError when it has no other.
void keep_role(model::Subject& subject, const std::string& role) {
  if (role == "server") subject.client.reset();
  if (role == "client") subject.server.reset();
  if (subject.server || subject.client) return;
  throw UsageError(subject.file + " does not describe a " + role + ", which --role asks for");
}

std::vector<Specimen> chosen_specimens(const model::MutantTable& table,
                                       const ProveArguments& arguments) {
  std::vector<Specimen> all = table.specimens;
  for (model::Subject& subject : load_subjects(arguments.subjects)) {
    keep_role(subject, arguments.role);
    Specimen specimen;
    specimen.kind = SpecimenKind::subject;
    specimen.name = subject.name;
    specimen.subject = std::move(subject);
    all.push_back(std::move(specimen));
  }
  std::set<std::string> names;
  std::vector<std::string> known;
  for (const Specimen& specimen : all) {
    known.push_back(specimen.name);
    if (!names.insert(specimen.subject.name).second) {
      throw FileError(specimen.subject.file + ": the name \"" + specimen.subject.name +
                      "\" is taken; names tell subjects and mutants apart");
    }
  }
  std::erase_if(all, [&](const Specimen& each) { return !is_selected(each, arguments); });
  if (!all.empty()) return all;
  if (arguments.only.empty()) {
    throw UsageError(table.file + ": has no mutant or variant that is a " + arguments.role);
  }
  const std::string& wanted = arguments.only.front();
  const bool known_in_other_role =
      std::any_of(table.specimens.begin(), table.specimens.end(),
                  [&](const Specimen& each) { return is_named(each, arguments.only); });
  throw UsageError(
      table.file + ": has no mutant or variant for \"" + wanted + "\"" +
      (known_in_other_role ? " that is a " + arguments.role : model::did_you_mean(wanted, known)));
}

ProofScope scope_of(const ProveArguments& arguments, const Ground& ground) {
  ProofScope scope;
  scope.whole = arguments.full || arguments.cover;
  scope.covering = arguments.cover;
  const bool full = arguments.sweep == "full" || (arguments.sweep.empty() && arguments.full);
  scope.sweep = full ? plan::SweepForm::full : plan::SweepForm::sampled;
  scope.missing_means =
      exec::probe_means(plan::needed_means(ground.scenarios), own_path(), &interrupt_wish());
  return scope;
}

KillMatrix begin_matrix(const Ground& ground, const model::MutantTable& table,
                        const ProveArguments& arguments, const ProofScope& scope) {
  KillMatrix matrix;
  matrix.harness_version = WIRETRIAL_VERSION;
  matrix.scenario_set_hash = ground.scenario_set_hash;
  matrix.sweep = scope.sweep == plan::SweepForm::full ? "full" : "sampled";
  matrix.covering = scope.covering;
  matrix.complete = arguments.role.empty() && arguments.only.empty();
  matrix.whole = scope.whole && matrix.complete;
  for (const model::Scenario& scenario : ground.scenarios) {
    matrix.scenarios.push_back({scenario.id, scenario.requirement, scenario.role,
                                scenario.without_mutant, is_negative(scenario, table)});
  }
  return matrix;
}

// What the protocol's own data and the form of the sweeps change in results.
std::string circumstances(const Ground& ground, const KillMatrix& matrix) {
  return matrix.sweep + "\n" + ground.protocol.name + " " +
         std::to_string(ground.protocol.revision);
}

std::vector<std::string> all_complaints(const KillMatrix& matrix) {
  std::vector<std::string> complaints;
  for (const model::SpecimenResult& specimen : matrix.specimens) {
    const auto more = model::complaints_about(specimen);
    complaints.insert(complaints.end(), more.begin(), more.end());
  }
  const auto more = model::complaints_about_scenarios(matrix);
  complaints.insert(complaints.end(), more.begin(), more.end());
  return complaints;
}

// How many of a kind there are, and how many of them are as they must be.
std::string tally(const KillMatrix& matrix, SpecimenKind kind, const char* right_word) {
  std::size_t count = 0;
  std::size_t right = 0;
  for (const model::SpecimenResult& specimen : matrix.specimens) {
    if (specimen.kind != kind) continue;
    ++count;
    if (model::complaints_about(specimen).empty()) ++right;
  }
  if (count == 0) return "";
  return fmt::format("{} of {} {}. ", right, reports::counted(count, model::name_of(kind)),
                     right_word);
}

int conclude(const KillMatrix& matrix, const ProveArguments& arguments) {
  const std::vector<std::string> complaints = all_complaints(matrix);
  if (!complaints.empty()) fmt::print("\nWhat is wrong:\n");
  for (const std::string& complaint : complaints) {
    fmt::print("  {}\n", reports::one_line(complaint));
  }
  fmt::print("{}{}{}\n", tally(matrix, SpecimenKind::mutant, "killed for the stated cause"),
             tally(matrix, SpecimenKind::variant, "conform"),
             tally(matrix, SpecimenKind::subject, "conform"));
  const auto file = std::filesystem::path(arguments.out) / "matrix.json";
  keep_text(file, model::to_json_text(matrix));
  if (!arguments.page.empty()) keep_text(arguments.page, reports::render_kill_matrix(matrix));
  fmt::print("Written: {}{}\n", file.string(), arguments.page.empty() ? "" : " " + arguments.page);
  return complaints.empty() ? status_good : status_nonconforming;
}

void check_arguments(const ProveArguments& arguments) {
  if (arguments.page.empty()) return;
  if (!(arguments.full || arguments.cover) || !arguments.only.empty() || !arguments.role.empty()) {
    throw UsageError(
        "--page shows the whole matrix: it goes with --full or --cover, and not with --only or "
        "--role");
  }
}

}  // namespace

int prove(const ProveArguments& arguments) {
  check_arguments(arguments);
  catch_interrupts();
  exec::require_system_calls();
  const Ground ground =
      load_ground(arguments.scenarios,
                  find_protocol(arguments.scenarios, protocol_of_mutants(arguments.table)));
  const model::MutantTable table = load_mutant_table(arguments.table, ground.protocol.requirements);
  const std::vector<Specimen> specimens = chosen_specimens(table, arguments);
  const ProofScope scope = scope_of(arguments, ground);
  KillMatrix matrix = begin_matrix(ground, table, arguments, scope);
  Proof proof({ground, table, scope, circumstances(ground, matrix), arguments.out}, specimens);
  const PerformanceOptions performance{arguments.jobs, 1.0, true, false, {}};
  const int survivors = proof.perform(performance, take_pace(performance, measure_calibration()));
  matrix.specimens = proof.take_results();
  if (interrupt_wish()) {
    fmt::print("Interrupted; what is finished is kept in {}\n", arguments.out);
    return status_after(survivors, status_interrupted);
  }
  return status_after(survivors, conclude(matrix, arguments));
}

}  // namespace wiretrial::cli
