#include <nlohmann/json.hpp>

#include "reports/diff_reports.hpp"
#include "reports/remarks.hpp"

namespace wiretrial::reports {

namespace {

using Json = nlohmann::ordered_json;
using model::TrialRecord;

constexpr int diff_version = 1;

Json verdict_of(const std::optional<TrialRecord>& trial) {
  if (!trial) return nullptr;
  const model::Verdict& verdict = trial->verdict;
  return {{"outcome", name_of(verdict.outcome)},
          {"cause", name_of(verdict.cause)},
          {"expected", verdict.expected},
          {"actual", verdict.actual},
          {"reason", verdict.reason},
          {"place", verdict.place},
          {"termination", verdict.termination},
          {"process", verdict.process},
          {"excused", is_excused(*trial)},
          {"replay", trial->replay}};
}

Json change_to_json(const Change& change) {
  const TrialRecord& trial = change.trial();
  return {{"kind", model::name_of(change.kind)}, {"regression", change.regression},
          {"trial", trial.plan.trial},           {"repeat", trial.repeat},
          {"scenario", trial.plan.scenario},     {"role", name_of(trial.plan.role)},
          {"subject", trial.plan.subject},       {"requirement", trial.plan.requirement},
          {"level", name_of(trial.plan.level)},  {"title", trial.plan.title},
          {"old", verdict_of(change.before)},    {"new", verdict_of(change.after)}};
}

}  // namespace

std::string render_json(const RecordDiff& diff) {
  Json counts;
  for (const auto& [kind, name] : model::Names<ChangeKind>::table) counts[name] = diff.count(kind);
  Json changes = Json::array();
  for (const ChangeGroup& group : diff.groups) {
    for (const Change& change : group.changes) changes.push_back(change_to_json(change));
  }
  const Json json{{"version", diff_version},
                  {"old", {{"subjects", diff.before}, {"trials", diff.trials_before}}},
                  {"new", {{"subjects", diff.after}, {"trials", diff.trials_after}}},
                  {"notes", diff.notes},
                  {"regressions", diff.regressions()},
                  {"unchanged", diff.unchanged},
                  {"counts", counts},
                  {"changes", changes}};
  // What a subject said may be no UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wiretrial::reports
