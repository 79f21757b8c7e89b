#include "reports/kill_matrix.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Death;
using model::KillMatrix;
using model::MatrixScenario;
using model::SpecimenKind;
using model::SpecimenResult;

constexpr const char* introduction =
    "# Kill matrix\n\n"
    "A *mutant* is a program that breaks one clause of [PROTOCOL.md](../impl/PROTOCOL.md) and is\n"
    "right in everything else. It is *killed* when a scenario of that clause finds it out, for "
    "the\n"
    "stated cause. A *variant* meets every clause in an unusual way, and no scenario may say\n"
    "otherwise. This page is written by `just prove`.\n\n";

constexpr std::size_t counts_shown_alone = 10;

// A cell of a table: nothing in it ends the cell or begins markup.
std::string cell(std::string_view text) {
  std::string result;
  for (const char character : one_line(text)) {
    if (std::string_view("\\|`*_<>[]").find(character) != std::string_view::npos) result += '\\';
    result += character;
  }
  return result;
}

std::vector<const SpecimenResult*> of_kind(const KillMatrix& matrix, SpecimenKind kind) {
  std::vector<const SpecimenResult*> found;
  for (const SpecimenResult& specimen : matrix.specimens) {
    if (specimen.kind == kind) found.push_back(&specimen);
  }
  std::sort(found.begin(), found.end(),
            [](const SpecimenResult* left, const SpecimenResult* right) {
              return std::tie(left->role, left->requirement, left->name) <
                     std::tie(right->role, right->requirement, right->name);
            });
  return found;
}

std::size_t right_ones(const std::vector<const SpecimenResult*>& specimens) {
  return static_cast<std::size_t>(std::count_if(
      specimens.begin(), specimens.end(),
      [](const SpecimenResult* specimen) { return model::complaints_about(*specimen).empty(); }));
}

std::string summary_text(const KillMatrix& matrix) {
  const auto mutants = of_kind(matrix, SpecimenKind::mutant);
  const auto variants = of_kind(matrix, SpecimenKind::variant);
  const auto subjects = of_kind(matrix, SpecimenKind::subject);
  const std::map<std::string, std::size_t> counts = model::kill_counts(matrix);
  std::size_t excused = 0;
  for (const MatrixScenario& scenario : matrix.scenarios) {
    if (!counts.contains(scenario.id) && !scenario.without_mutant.empty()) ++excused;
  }
  std::string text = "| | of | |\n|---|---:|---:|\n";
  const auto row = [&text](const char* what, std::size_t all, std::size_t right) {
    text += fmt::format("| {} | {} | {} |\n", what, all, right);
  };
  row("mutants killed by their own clause, for the stated cause", mutants.size(),
      right_ones(mutants));
  row("variants that no scenario fails", variants.size(), right_ones(variants));
  row("implementations that no scenario fails", subjects.size(), right_ones(subjects));
  row("scenarios that kill a mutant", matrix.scenarios.size(), counts.size());
  row("scenarios that give a reason why they kill none", matrix.scenarios.size(), excused);
  text += fmt::format("\nSweeps: {}.", matrix.sweep);
  if (matrix.covering) {
    text += " A mutant met scenarios of other clauses only as far as they had killed nothing yet.";
  }
  return text + "\n";
}

std::string mutant_row(const SpecimenResult& mutant) {
  const Death death = model::death_of(mutant);
  const bool killed = death.own_killing > 0;
  return fmt::format("| {}{} | {} | {} | {} | {} of {} | {} | {} |\n", cell(mutant.name),
                     mutant.pathological ? " †" : "", name_of(mutant.role),
                     cell(mutant.requirement),
                     killed ? cell(name_of(mutant.cause)) : "**survives**", death.own_killing,
                     death.own_tried, death.killing, cell(mutant.title));
}

std::string mutants_text(const KillMatrix& matrix) {
  std::string text =
      "\n## Mutants\n\n"
      "*Own*: how many scenarios of its own clause name that cause. *All*: how many scenarios of "
      "any clause find something wrong. †: does everything wrong, and is tried with its own clause "
      "only.\n\n"
      "| mutant | role | clause | cause | own | all | what it does |\n"
      "|---|---|---|---|---:|---:|---|\n";
  for (const SpecimenResult* mutant : of_kind(matrix, SpecimenKind::mutant)) {
    text += mutant_row(*mutant);
  }
  return text;
}

std::string conforming_text(const KillMatrix& matrix, SpecimenKind kind, const char* heading) {
  const auto specimens = of_kind(matrix, kind);
  if (specimens.empty()) return "";
  const bool variants = kind == SpecimenKind::variant;
  std::string text = fmt::format("\n## {}\n\n", heading);
  text += variants ? "| variant | role | trials | what is unusual |\n|---|---|---|---|\n"
                   : "| implementation | trials |\n|---|---|\n";
  for (const SpecimenResult* specimen : specimens) {
    const std::string counts = counts_text(model::summarise(*specimen));
    text += variants ? fmt::format("| {} | {} | {} | {} |\n", cell(specimen->name),
                                   name_of(specimen->role), counts, cell(specimen->title))
                     : fmt::format("| {} | {} |\n", cell(specimen->name), counts);
  }
  return text;
}

std::string kills_text(const KillMatrix& matrix) {
  const std::map<std::string, std::size_t> counts = model::kill_counts(matrix);
  std::map<std::size_t, std::size_t> scenarios;  // kills -> how many scenarios
  for (const MatrixScenario& scenario : matrix.scenarios) {
    const auto found = counts.find(scenario.id);
    const std::size_t kills = found == counts.end() ? 0 : found->second;
    ++scenarios[std::min(kills, counts_shown_alone)];
  }
  std::string text =
      "\n## Scenarios by the number of mutants they kill\n\n"
      "| mutants killed | scenarios |\n|---:|---:|\n";
  for (const auto& [kills, count] : scenarios) {
    text +=
        fmt::format("| {}{} | {} |\n", kills, kills == counts_shown_alone ? " or more" : "", count);
  }
  return text;
}

std::string excuses_text(const KillMatrix& matrix) {
  const std::map<std::string, std::size_t> counts = model::kill_counts(matrix);
  std::vector<const MatrixScenario*> without;
  for (const MatrixScenario& scenario : matrix.scenarios) {
    if (!counts.contains(scenario.id)) without.push_back(&scenario);
  }
  if (without.empty()) return "";
  std::sort(without.begin(), without.end(),
            [](const auto* left, const auto* right) { return left->id < right->id; });
  std::string text =
      "\n## Scenarios that kill none\n\n| scenario | clause | reason |\n|---|---|---|\n";
  for (const MatrixScenario* scenario : without) {
    text += fmt::format(
        "| {} | {} | {} |\n", cell(scenario->id), cell(scenario->requirement),
        scenario->without_mutant.empty() ? "**none is given**" : cell(scenario->without_mutant));
  }
  return text;
}

}  // namespace

std::string render_kill_matrix(const KillMatrix& matrix) {
  return introduction + summary_text(matrix) + mutants_text(matrix) +
         conforming_text(matrix, SpecimenKind::variant, "Variants") +
         conforming_text(matrix, SpecimenKind::subject, "Implementations") + kills_text(matrix) +
         excuses_text(matrix);
}

}  // namespace wiretrial::reports
