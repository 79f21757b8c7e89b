#include "cli/copies.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/performed.hpp"
#include "harness/judge/judge.hpp"

namespace wiretrial::cli {

using model::Plan;

void Copies::note_passed(const Plan& plan) {
  if (plan.role == model::Role::server) passed_.emplace(plan.subject, plan);
}

void Copies::look(const std::vector<Plan>& plans, std::uint8_t worker) {
  for (const Plan& plan : plans) {
    const model::Subject& subject = subject_of(plan);
    if (subject.copies > 0) most_[subject.name] = subject.copies;
    const bool starts = plan.role == model::Role::server && subject.server->address.empty();
    if (!starts || most_.contains(subject.name) || surroundings_.interrupted->load()) continue;
    const auto passed = passed_.find(subject.name);
    const bool serves = !plan.waits && !plan.fresh && !plan.isolated;
    if (passed == passed_.end() && !serves) continue;
    const std::string reason =
        why_no_twin(passed == passed_.end() ? plan : passed->second, subject, worker);
    most_[subject.name] = reason.empty() ? 0 : 1;
    if (reason.empty()) continue;
    fmt::print(stderr,
               "wiretrial: {}: a second server cannot run beside the first ({}); its trials use "
               "one at a time (\"copies\": 1 in {} says so beforehand)\n",
               subject.name, reason, subject.file);
  }
}

// Empty where a second server can, or where even one cannot, which its trials will say.
std::string Copies::why_no_twin(const Plan& plan, const model::Subject& subject,
                                std::uint8_t worker) {
  if (surroundings_.wait_for_debugger) return "";
  try {
    const exec::Place place(*surroundings_.gate, *surroundings_.interrupted);
    exec::Worker first(surroundings_, worker);
    exec::Worker second(surroundings_, static_cast<std::uint8_t>(worker + 1));
    const auto problem = [&](exec::Worker& of) -> std::string {
      const model::Verdict verdict = judge::judge(plan, of.perform(plan, subject));
      if (!is_finding(verdict) && verdict.cause != model::Cause::not_ready) return "";
      return verdict.reason.empty() ? verdict.actual : verdict.reason;
    };
    if (!problem(first).empty()) return "";
    const std::string of_second = problem(second);
    return of_second.empty() ? problem(first) : of_second;
  } catch (const exec::Interrupted&) {
    return "";
  }
}

const model::Subject& Copies::subject_of(const Plan& plan) const {
  return subjects_.at(plan.role == model::Role::pair ? plan.server_subject : plan.subject);
}

std::size_t Copies::most_of(const model::Subject& subject) const {
  const auto most = most_.find(subject.name);
  return most == most_.end() ? 0 : static_cast<std::size_t>(most->second);
}

}  // namespace wiretrial::cli
