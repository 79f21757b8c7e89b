#include "cli/subject_files.hpp"

#include <stdexcept>

namespace wiretrial::cli {

namespace files = std::filesystem;
using model::Outcome;

namespace {

void add_files(const std::vector<std::string>& command, const std::string& working_directory,
               std::vector<files::path>& found) {
  for (const std::string& word : command) {
    const files::path path = files::path(working_directory) / word;
    std::error_code ignored;
    if (files::is_regular_file(path, ignored)) found.push_back(path);
  }
}

bool may_be_excused(Outcome outcome) {
  return outcome == Outcome::fail || outcome == Outcome::non_strict || outcome == Outcome::flaky ||
         outcome == Outcome::not_run;
}

}  // namespace

SubjectFiles::SubjectFiles(const std::vector<model::Subject>& subjects) {
  for (const model::Subject& subject : subjects) {
    auto& found = files_[subject.name];
    if (subject.server)
      add_files(subject.server->command, subject.server->working_directory, found);
    if (subject.client)
      add_files(subject.client->command, subject.client->working_directory, found);
  }
}

std::string SubjectFiles::what_is_gone(const model::Plan& plan) const {
  for (const std::string& name : {plan.subject, plan.server_subject, plan.client_subject}) {
    const auto known = files_.find(name);
    if (known == files_.end()) continue;
    for (const files::path& path : known->second) {
      std::error_code ignored;
      if (files::exists(path, ignored)) continue;
      return path.string() + " has gone since the run began; put it back and run again";
    }
  }
  return "";
}

void SubjectFiles::check(const model::Plan& plan) const {
  const std::string reason = what_is_gone(plan);
  if (!reason.empty()) throw std::runtime_error(reason);
}

void SubjectFiles::excuse_if_gone(model::TrialRecord& trial) const {
  if (!may_be_excused(trial.verdict.outcome)) return;
  std::string reason = what_is_gone(trial.plan);
  if (reason.empty()) return;
  trial.verdict.outcome = Outcome::harness_error;
  trial.verdict.cause = model::Cause::none;
  trial.verdict.reason = std::move(reason);
}

}  // namespace wiretrial::cli
