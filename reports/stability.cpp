#include "reports/stability.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/markdown.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::TrialRecord;

std::string outcome_text(const model::Verdict& verdict) {
  std::string text(label_of(verdict.outcome));
  if (verdict.cause == model::Cause::none) return text;
  return text + fmt::format(" ({})", name_of(verdict.cause));
}

Unsteady unsteady(const std::vector<const TrialRecord*>& repeats) {
  Unsteady found{repeats[0]->plan.trial, {}, repeats.size()};
  for (const TrialRecord* trial : repeats) {
    const std::string words = outcome_text(trial->verdict);
    const auto known = std::find_if(found.counts.begin(), found.counts.end(),
                                    [&](const auto& count) { return count.first == words; });
    if (known == found.counts.end()) {
      found.counts.emplace_back(words, 1);
    } else {
      ++known->second;
    }
  }
  std::sort(found.counts.begin(), found.counts.end(), [](const auto& left, const auto& right) {
    return left.second != right.second ? left.second > right.second : left.first < right.first;
  });
  return found;
}

std::string counts_of(const Unsteady& trial) {
  std::string text;
  for (const auto& [words, count] : trial.counts) {
    text += fmt::format("{}{} of {} {}", text.empty() ? "" : ", ", count, trial.repeats, words);
  }
  return text;
}

std::string headline(const Stability& stability) {
  std::string text =
      fmt::format("{} of {}: {} came to the same every time", counted(stability.repeats, "repeat"),
                  counted(stability.trials, "trial"), stability.steady.total);
  if (stability.steady.total > 0) text += " (" + counts_text(stability.steady) + ")";
  return text + fmt::format(", {} did not", stability.unsteady.size());
}

}  // namespace

Stability make_stability(const model::Record& record) {
  Stability stability;
  std::vector<std::vector<const TrialRecord*>> trials;
  std::map<std::string_view, std::size_t> places;
  for (const TrialRecord& trial : record.trials) {
    if (trial.repeat == 0) continue;
    const auto [place, is_new] = places.emplace(trial.plan.trial, trials.size());
    if (is_new) trials.emplace_back();
    trials[place->second].push_back(&trial);
  }
  stability.trials = trials.size();
  for (const auto& repeats : trials) {
    stability.repeats = std::max(stability.repeats, repeats.size());
    Unsteady found = unsteady(repeats);
    if (found.counts.size() == 1) {
      stability.steady.add(repeats[0]->verdict.outcome);
    } else {
      stability.unsteady.push_back(std::move(found));
    }
  }
  return stability;
}

std::string render_stability(const model::Record& record) {
  const Stability stability = make_stability(record);
  if (stability.repeats == 0) return "";
  std::string text = "stability: " + headline(stability) + "\n";
  for (const Unsteady& trial : stability.unsteady) {
    text += fmt::format("  {}: {}\n", one_line(trial.trial), counts_of(trial));
  }
  return text;
}

std::string render_stability_markdown(const model::Record& record) {
  const Stability stability = make_stability(record);
  if (stability.repeats == 0) return "";
  std::string text = "### Stability\n\n" + headline(stability) + ".\n\n";
  if (stability.unsteady.empty()) return text;
  text += "| trial | came to |\n|---|---|\n";
  for (const Unsteady& trial : stability.unsteady) {
    text +=
        fmt::format("| {} | {} |\n", markdown_code(trial.trial), markdown_text(counts_of(trial)));
  }
  return text + "\n";
}

}  // namespace wiretrial::reports
