#include "harness/judge/judge.hpp"

#include <algorithm>
#include <vector>

#include "harness/judge/canonical.hpp"
#include "harness/judge/expectations.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::judge {

using model::Cause;
using model::Evidence;
using model::Level;
using model::Outcome;
using model::Plan;
using model::Role;
using model::Verdict;

namespace {

std::string place(std::size_t run, std::size_t event) {
  return "run " + std::to_string(run + 1) + ", event " + std::to_string(event + 1);
}

// Keeps the finding whose cause comes first in the closed list; the earlier of equals.
void keep_first(Finding& first, Finding finding) {
  if (finding.any() && (!first.any() || finding.cause < first.cause)) first = std::move(finding);
}

std::string last_words(const ProcessView& process) {
  const std::string& text = process.error.empty() ? process.output : process.error;
  constexpr std::size_t tail_bytes = 400;
  if (text.empty()) return "";
  return "; it said: " + model::printable(text.substr(text.size() - std::min(text.size(), tail_bytes)), tail_bytes);
}

// The ends that nobody asked for. A client ends by itself; only a signal, or a sanitizer's report, is a crash.
Finding find_crash(const Plan& plan, const RunView& run, std::size_t number) {
  const std::string expected = "the process goes on";
  if (run.sanitizer_at) {
    return {Cause::crash, expected, "a sanitizer reported an error" + last_words(run.process), place(number, *run.sanitizer_at)};
  }
  if (!run.crashed_at) return {};
  const bool client_ended = plan.role == Role::client && !run.process.by_signal;
  const bool process_expected_to_end =
      std::any_of(run.moments.begin(), run.moments.end(), [](const Moment& moment) {
        const auto kind = moment.expectation->kind;
        return kind == model::ExpectationKind::exit || kind == model::ExpectationKind::failing_exit;
      });
  if (client_ended || (process_expected_to_end && !run.process.by_signal)) return {};
  return {Cause::crash, expected, run.process.words() + last_words(run.process), place(number, *run.crashed_at)};
}

Finding find_in_run(const Plan& plan, const RunView& run, std::size_t number) {
  Finding first = find_crash(plan, run, number);
  if (run.not_ready_at) {
    keep_first(first, {Cause::not_ready, "the server listens again", "it does not", place(number, *run.not_ready_at)});
  }
  if (run.spun_at) {
    keep_first(first, {Cause::spin, "no busy loop while nothing is due", "a thread was busy all the time",
                       place(number, *run.spun_at)});
  }
  Finding control;
  for (const Moment& moment : run.moments) {
    Finding finding = check(plan, run, moment);
    finding.place = place(number, moment.event);
    keep_first(moment.control ? control : first, std::move(finding));
  }
  if (first.any() || !control.any()) return first;
  control.actual = "after it, a good exchange failed (" + std::string(model::name_of(control.cause)) + "): " + control.actual;
  control.cause = Cause::control_failed;
  return control;
}

Finding compare_runs(const Plan& plan, std::span<const Evidence> evidence, const std::vector<RunView>& views) {
  if (plan.compare == model::Compare::none) return {};
  for (std::size_t right = 1; right < evidence.size(); ++right) {
    for (std::size_t left = 0; left < right; ++left) {
      const std::string pair = evidence[left].run + " and " + evidence[right].run;
      if (plan.compare == model::Compare::same_outcome) {
        const std::string one = outcome_of(evidence[left]);
        const std::string other = outcome_of(evidence[right]);
        if (one == other) continue;
        return {Cause::inconsistent, "the same outcome in " + pair, one + " against " + other, place(right, 0)};
      }
      const auto message = [](const RunView& view) {
        return normalised_message(view.process.output + view.process.error);
      };
      if (message(views[left]) != message(views[right])) continue;
      return {Cause::wrong_message, "different messages for " + pair,
              "both: " + model::printable(views[left].process.error + views[left].process.output), place(right, 0)};
    }
  }
  return {};
}

// What no clause allows, whatever the level of the clause on trial (SRV-1, SRV-2, SRV-3, SRV-8, CLI-10, HDR-17).
bool breaks_another_must(Cause cause, Level level) {
  switch (cause) {
    case Cause::crash:
    case Cause::spin:
    case Cause::control_failed: return true;
    case Cause::not_ready:
    case Cause::hang:
    case Cause::leak:
    case Cause::memory: return level == Level::may;
    default: return false;
  }
}

Outcome outcome_for(const Finding& finding, Level level) {
  if (!finding.any()) return level == Level::may ? Outcome::informational : Outcome::pass;
  if (level == Level::must || breaks_another_must(finding.cause, level)) return Outcome::fail;
  return level == Level::should ? Outcome::non_strict : Outcome::informational;
}

std::string observed_in(const std::vector<RunView>& views) {
  for (const RunView& view : views) {
    for (auto moment = view.moments.rbegin(); moment != view.moments.rend(); ++moment) {
      if (!moment->control) return observed(*moment);
    }
  }
  return "";
}

}  // namespace

Verdict judge(const Plan& plan, std::span<const Evidence> evidence) {
  Verdict verdict;
  if (!plan.unsupported.empty()) {
    verdict.outcome = Outcome::unsupported;
    verdict.reason = plan.unsupported;
    return verdict;
  }
  std::vector<RunView> views;
  for (std::size_t i = 0; i < evidence.size() && i < plan.runs.size(); ++i) {
    views.push_back(read_run(evidence[i], plan.runs[i].steps, plan.control));
    const RunView& view = views.back();
    if (view.harness_error_at) {
      verdict.outcome = Outcome::harness_error;
      verdict.reason = evidence[i].events[*view.harness_error_at].detail;
      verdict.place = place(i, *view.harness_error_at);
      return verdict;
    }
    const bool never_served =
        view.not_ready_at && (plan.role == Role::client || evidence[i].events[*view.not_ready_at].step.empty());
    if (never_served) {
      verdict.outcome = Outcome::not_run;
      verdict.cause = Cause::not_ready;
      verdict.reason = evidence[i].events[*view.not_ready_at].detail;
      verdict.place = place(i, *view.not_ready_at);
      verdict.process = view.process.words();
      return verdict;
    }
    if (view.approximate) verdict.exactness = "approximate";
  }
  if (views.empty()) {
    verdict.outcome = Outcome::not_run;
    verdict.reason = "there is no evidence";
    return verdict;
  }
  Finding first;
  for (std::size_t i = 0; i < views.size(); ++i) keep_first(first, find_in_run(plan, views[i], i));
  keep_first(first, compare_runs(plan, evidence, views));
  verdict.outcome = outcome_for(first, plan.level);
  verdict.cause = first.cause;
  verdict.expected = first.expected;
  verdict.actual = first.any() ? first.actual : observed_in(views);
  verdict.place = first.place;
  verdict.termination = views.back().last_connection_words;
  verdict.process = views.back().process.words();
  return verdict;
}

}  // namespace wiretrial::judge
