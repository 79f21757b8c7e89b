#include "harness/model/kill_matrix.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace wiretrial::model {

namespace {

bool is_kill(const Seen& seen) {
  return seen.outcome == Outcome::fail || seen.outcome == Outcome::non_strict ||
         seen.cause == Cause::not_ready;
}

// Unsupported by what the description says, or by what this machine lacks; an offset that the
// program's own message does not have.
bool accounts_for(const TrialRecord& trial) {
  switch (trial.verdict.outcome) {
    case Outcome::unsupported:
      return !trial.plan.unsupported.empty();
    case Outcome::not_run:
      return trial.verdict.reason.find("message has no ") != std::string::npos;
    default:
      return true;
  }
}

std::string detail_of(const Verdict& verdict) {
  if (verdict.expected.empty()) return verdict.reason;
  return "expected " + verdict.expected + "; actual " + verdict.actual;
}

std::string words_of(const Seen& seen) {
  std::string words(name_of(seen.outcome));
  if (seen.cause != Cause::none) words += " (" + std::string(name_of(seen.cause)) + ")";
  return words;
}

std::string shown(const Seen& seen) {
  return seen.trial + ": " + words_of(seen) + (seen.detail.empty() ? "" : ": " + seen.detail);
}

bool is_own(const SpecimenResult& mutant, const ScenarioResult& result) {
  return result.requirement == mutant.requirement && result.role == mutant.role;
}

bool names_cause(const ScenarioResult& result, Cause cause) {
  return std::any_of(result.seen.begin(), result.seen.end(),
                     [cause](const Seen& seen) { return is_kill(seen) && seen.cause == cause; });
}

// What it did instead of refusing: answered, or waited for more.
bool is_taken(const ScenarioResult& result) {
  return names_cause(result, Cause::not_rejected) || names_cause(result, Cause::early_answer) ||
         names_cause(result, Cause::hang);
}

std::string title_of(const SpecimenResult& specimen) {
  std::string title = std::string(name_of(specimen.kind)) + " " + specimen.name;
  if (specimen.kind != SpecimenKind::subject) {
    title += " (" + std::string(name_of(specimen.role)) +
             (specimen.requirement.empty() ? "" : ", " + specimen.requirement) + ")";
  }
  return title;
}

// "killed, but never for not_rejected" with an example of each other cause, or "survives" with what
// was seen.
std::string survival(const SpecimenResult& mutant) {
  std::map<Cause, const Seen*> others;
  std::map<std::string, std::size_t> counts;
  for (const ScenarioResult& result : mutant.scenarios) {
    if (!is_own(mutant, result)) continue;
    for (const Seen& seen : result.seen) {
      counts[words_of(seen)] += seen.trials;
      if (is_kill(seen)) others.emplace(seen.cause, &seen);
    }
  }
  if (!others.empty()) {
    std::string text = "is killed by " + mutant.requirement + ", but never for its cause " +
                       std::string(name_of(mutant.cause)) + ":";
    for (const auto& [cause, seen] : others) text += " " + shown(*seen);
    return text;
  }
  if (counts.empty()) {
    return "survives: no scenario judges a " + std::string(name_of(mutant.role)) + " by " +
           mutant.requirement;
  }
  std::string text = "survives " + mutant.requirement + ", which should say " +
                     std::string(name_of(mutant.cause)) + ":";
  for (const auto& [words, count] : counts) text += " " + std::to_string(count) + " " + words + ",";
  text.back() = ';';
  return text + " \"" + mutant.title + "\"";
}

// Of a specimen that meets every clause nothing but these is right.
bool is_right(const Seen& seen) {
  return seen.outcome == Outcome::pass || seen.outcome == Outcome::informational ||
         ((seen.outcome == Outcome::unsupported || seen.outcome == Outcome::not_run) &&
          seen.expected && seen.cause == Cause::none);
}

}  // namespace

SpecimenResult begin_result(const Specimen& specimen) {
  return {specimen.kind,        specimen.name,  specimen.title,        specimen.role,
          specimen.requirement, specimen.cause, specimen.pathological, {}};
}

void add_trial(SpecimenResult& result, const TrialRecord& trial) {
  const auto scenario = std::find_if(
      result.scenarios.begin(), result.scenarios.end(),
      [&](const ScenarioResult& each) { return each.scenario == trial.plan.scenario; });
  std::vector<Seen>& seen = scenario->seen;
  const Seen one{trial.verdict.outcome, trial.verdict.cause,     accounts_for(trial), 1,
                 trial.plan.trial,      detail_of(trial.verdict)};
  const auto key = [](const Seen& each) {
    return std::make_tuple(each.outcome, each.cause, each.expected);
  };
  const auto at =
      std::lower_bound(seen.begin(), seen.end(), one,
                       [&](const Seen& left, const Seen& right) { return key(left) < key(right); });
  if (at == seen.end() || key(*at) != key(one)) {
    seen.insert(at, one);
    return;
  }
  ++at->trials;
  // Trials end in any order; the same one is kept as the example every time.
  if (one.trial >= at->trial) return;
  at->trial = one.trial;
  at->detail = one.detail;
}

bool kills(const ScenarioResult& result) {
  return std::any_of(result.seen.begin(), result.seen.end(), is_kill);
}

Summary summarise(const SpecimenResult& result) {
  Summary summary;
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const Seen& seen : scenario.seen) {
      summary.total += seen.trials;
      summary.by_outcome[seen.outcome] += seen.trials;
    }
  }
  return summary;
}

Death death_of(const SpecimenResult& mutant) {
  Death death;
  for (const ScenarioResult& result : mutant.scenarios) {
    if (kills(result)) ++death.killing;
    if (!is_own(mutant, result)) continue;
    ++death.own_tried;
    if (names_cause(result, mutant.cause)) ++death.own_killing;
  }
  return death;
}

std::map<std::string, std::size_t> kill_counts(const KillMatrix& matrix) {
  std::set<std::string> negative;
  for (const MatrixScenario& scenario : matrix.scenarios) {
    if (scenario.negative) negative.insert(scenario.id);
  }
  std::map<std::string, std::size_t> counts;
  for (const SpecimenResult& specimen : matrix.specimens) {
    if (specimen.kind != SpecimenKind::mutant || specimen.pathological) continue;
    for (const ScenarioResult& result : specimen.scenarios) {
      const bool is_killed = negative.contains(result.scenario)
                                 ? result.requirement == specimen.requirement && is_taken(result)
                                 : kills(result);
      if (is_killed) ++counts[result.scenario];
    }
  }
  return counts;
}

std::vector<std::string> complaints_about(const SpecimenResult& specimen) {
  std::vector<std::string> complaints;
  const bool mutant = specimen.kind == SpecimenKind::mutant;
  if (mutant && death_of(specimen).own_killing == 0) {
    complaints.push_back(title_of(specimen) + " " + survival(specimen));
  }
  if (!mutant && summarise(specimen).total == 0) {
    complaints.push_back(title_of(specimen) + ": no scenario was tried on it");
  }
  for (const ScenarioResult& result : specimen.scenarios) {
    for (const Seen& seen : result.seen) {
      // Whatever a mutant does, it is no reason for us to fail.
      if (mutant ? seen.outcome != Outcome::harness_error : is_right(seen)) continue;
      complaints.push_back(
          title_of(specimen) + ": " + shown(seen) +
          (seen.trials == 1 ? "" : ", " + std::to_string(seen.trials) + " trials"));
    }
  }
  return complaints;
}

std::vector<std::string> complaints_about_scenarios(const KillMatrix& matrix) {
  std::vector<std::string> complaints;
  const std::map<std::string, std::size_t> counts = kill_counts(matrix);
  for (const MatrixScenario& scenario : matrix.scenarios) {
    if (!(scenario.negative ? matrix.complete : matrix.whole)) continue;
    const auto found = counts.find(scenario.id);
    const std::size_t count = found == counts.end() ? 0 : found->second;
    if (count == 0 && scenario.without_mutant.empty()) {
      complaints.push_back("scenario " + scenario.id + " (" + std::string(name_of(scenario.role)) +
                           ", " + scenario.requirement + ") kills no mutant" +
                           (scenario.negative ? " of its clause" : "") +
                           ", and \"without_mutant\" gives no reason");
    } else if (count > 0 && !scenario.without_mutant.empty()) {
      complaints.push_back("scenario " + scenario.id +
                           " has a reason in \"without_mutant\", and kills " +
                           std::to_string(count) + " mutants");
    }
  }
  return complaints;
}

}  // namespace wiretrial::model
