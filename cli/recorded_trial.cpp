#include "cli/recorded_trial.hpp"

#include <algorithm>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/performance.hpp"
#include "harness/exec/means.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/plan/needs.hpp"

namespace wiretrial::cli {

using model::Plan;
using model::Role;
using model::Subject;
using model::TrialRecord;

namespace {

constexpr std::size_t most_named = 5;

bool is_failure(const TrialRecord& trial) {
  return trial.verdict.outcome == model::Outcome::fail ||
         trial.verdict.outcome == model::Outcome::non_strict ||
         trial.verdict.outcome == model::Outcome::flaky;
}

std::string without_subject(const std::string& trial) {
  return trial.substr(0, trial.rfind('@'));
}

std::string one_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most_named; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > most_named
             ? text + " and " + std::to_string(names.size() - most_named) + " more"
             : text;
}

// What may have been meant: members of a sweep whose scenario was named, or the likeliest name.
std::string what_was_meant(const model::Record& record, const std::string& name) {
  std::vector<std::string> members;
  std::vector<std::string> known;
  for (const TrialRecord& trial : record.trials) {
    if (trial.plan.scenario == without_subject(name)) members.push_back(trial.plan.trial);
    known.push_back(trial.plan.trial);
    known.push_back(without_subject(trial.plan.trial));
  }
  if (!members.empty()) return "; of this scenario it has " + one_of(members);
  return model::did_you_mean(name, known);
}

void require_role(const Subject& subject, bool server, const TrialRecord& trial) {
  if (server ? subject.server.has_value() : subject.client.has_value()) return;
  throw UsageError(subject.file + ": describes no " + (server ? "server" : "client") + ", and " +
                   trial.plan.trial + " is a trial of one");
}

// The planner's questions are asked of scenarios.
model::Scenario scenario_of(const Plan& plan) {
  model::Scenario scenario;
  scenario.id = plan.scenario;
  scenario.role = plan.role;
  scenario.fresh = plan.fresh;
  scenario.runs = plan.runs;
  return scenario;
}

// The programs on trial; of one that has the other role, nothing is asked.
struct Parties {
  const Subject* server = nullptr;
  const Subject* client = nullptr;
};

// In a pair the client is named first; one description may stand for both.
Parties parties_of(const TrialRecord& trial, const std::vector<Subject>& subjects) {
  const Role role = trial.plan.role;
  if (subjects.size() > (role == Role::pair ? 2U : 1U)) {
    throw UsageError("--subject: " + trial.plan.trial + " is a trial of " +
                     (role == Role::pair ? "a client and a server" : "one subject"));
  }
  Parties parties;
  if (role != Role::client) parties.server = &subjects.back();
  if (role != Role::server) parties.client = &subjects.front();
  if (parties.server != nullptr) require_role(*parties.server, true, trial);
  if (parties.client != nullptr) require_role(*parties.client, false, trial);
  return parties;
}

// Who is on trial changes; what is done does not.
void give_to(const Parties& parties, Plan& plan) {
  plan.subject = (parties.client != nullptr ? *parties.client : *parties.server).name;
  if (plan.role == Role::pair) {
    plan.client_subject = parties.client->name;
    plan.server_subject = parties.server->name;
    plan.subject = plan.client_subject + "+" + plan.server_subject;
  }
  if (parties.client != nullptr) {
    plan.success_pattern = parties.client->client->success_pattern;
    plan.failure_pattern = parties.client->client->failure_pattern;
    plan.opaque_as = parties.client->client->opaque_as;
  }
  plan.trial = without_subject(plan.trial) + "@" + plan.subject;
}

// Why it cannot be done on this machine, or with a server that was not started for it.
std::string why_not_here(const Plan& plan, const Parties& parties) {
  const model::Scenario scenario = scenario_of(plan);
  const std::string reason =
      plan::lacking(scenario, exec::probe_means(plan::needed_means(scenario), own_path()));
  if (!reason.empty() || parties.server == nullptr) return reason;
  return plan::unfit_for_running_server(scenario, *parties.server->server);
}

}  // namespace

const TrialRecord& find_trial(const model::Record& record, const std::string& record_name,
                              const std::string& name) {
  const TrialRecord* found = nullptr;
  std::vector<std::string> same;
  for (const TrialRecord& trial : record.trials) {
    if (trial.plan.trial != name && without_subject(trial.plan.trial) != name) continue;
    if (std::find(same.begin(), same.end(), trial.plan.trial) == same.end()) {
      same.push_back(trial.plan.trial);
    }
    if (found == nullptr || (!is_failure(*found) && is_failure(trial))) found = &trial;
  }
  if (same.size() > 1) {
    throw UsageError(record_name + " has several trials \"" + name + "\": " + one_of(same));
  }
  if (found != nullptr) return *found;
  throw UsageError(record_name + " has no trial \"" + name + "\"" + what_was_meant(record, name));
}

std::vector<std::string> description_files(const model::Record& record, const TrialRecord& trial) {
  const Plan& plan = trial.plan;
  std::vector<std::string> names{plan.subject};
  if (plan.role == Role::pair) names = {plan.client_subject, plan.server_subject};
  if (names.size() == 2 && names[0] == names[1]) names.pop_back();
  std::vector<std::string> files;
  for (const std::string& name : names) {
    const auto identity =
        std::find_if(record.subjects.begin(), record.subjects.end(),
                     [&](const model::SubjectIdentity& subject) { return subject.name == name; });
    const std::string file = identity == record.subjects.end() ? "" : identity->file;
    if (!std::filesystem::is_regular_file(file)) {
      throw UsageError("the description of " + name + " is not at " +
                       (file.empty() ? "any place that the record names" : file) +
                       "; name it with --subject FILE");
    }
    files.push_back(file);
  }
  return files;
}

Plan plan_again(const TrialRecord& trial, const std::vector<Subject>& subjects) {
  Plan plan = trial.plan;
  plan.repeat = 0;
  const Parties parties = parties_of(trial, subjects);
  give_to(parties, plan);
  if (plan.unsupported.empty()) {
    plan.unsupported = why_not_here(plan, parties);
  } else if (plan.subject != trial.plan.subject) {
    throw UsageError(trial.plan.trial + " was not performed (" + plan.unsupported +
                     "); whether another subject can be put on it says `wiretrial run " +
                     shell_word(without_subject(plan.trial)) + "`");
  }
  return plan;
}

}  // namespace wiretrial::cli
