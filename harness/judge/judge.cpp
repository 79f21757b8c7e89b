#include "harness/judge/judge.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/comparison.hpp"
#include "harness/judge/expectations.hpp"
#include "harness/judge/pair.hpp"
#include "harness/model/bytes.hpp"
#include "harness/model/further.hpp"
#include "harness/protocol/reader.hpp"

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
  const std::string_view text = process.error.empty() ? process.output : process.error;
  constexpr std::size_t tail_bytes = 400;
  if (text.empty()) return "";
  return "; it said: " +
         model::printable(text.substr(text.size() - std::min(text.size(), tail_bytes)), tail_bytes);
}

// The ends that nobody asked for. A client ends by itself, and so does a second server on a port
// that is taken; of these only a signal, or a sanitizer's report, is a crash.
Finding find_crash(const Plan& plan, const RunView& run, std::size_t number) {
  const std::string expected = "the process goes on";
  if (run.sanitizer_at) {
    return {Cause::crash, expected, "a sanitizer reported an error" + last_words(run.sanitized),
            place(number, *run.sanitizer_at), ""};
  }
  for (const End& end : run.ends) {
    const bool may_end =
        plan.role == Role::client || (plan.role == Role::pair && !end.of_server) || end.of_second;
    if (may_end && !end.process.by_signal && end.descendant.empty()) continue;
    const std::string who = end.descendant.empty() ? "" : end.descendant + ": ";
    const std::string blame =
        plan.role == Role::pair ? blamed(plan, end.of_server, "its process died") : "";
    return {Cause::crash, expected, who + end.process.words() + last_words(end.process),
            place(number, end.event), blame};
  }
  return {};
}

// A subject that owes an answer is at work, however long; one that has answered has nothing to do.
void tell_work(Finding& finding, const Moment& moment) {
  const bool has_answered = std::any_of(
      moment.connections.begin(), moment.connections.end(), [](const ConnectionView& connection) {
        return protocol::read_strictly(connection.received).state == protocol::ReadState::complete;
      });
  if (has_answered) finding.cause = Cause::spin;
  finding.actual += "; a thread was on a processor all the time, for " +
                    std::to_string(*moment.processor_time_ms) + " ms";
}

Finding find_in_run(const Plan& plan, const RunView& run, std::size_t number) {
  Finding first = find_crash(plan, run, number);
  if (run.not_ready_at) {
    const std::string holder = run.left_behind.empty() ? "" : "; " + run.left_behind;
    keep_first(first, {Cause::not_ready, "the server listens again",
                       "it does not: " + run.not_ready_reason + holder,
                       place(number, *run.not_ready_at), ""});
  }
  if (run.spun_at) {
    keep_first(first, {Cause::spin, "no busy loop while nothing is due",
                       "a thread was busy all the time", place(number, *run.spun_at),
                       plan.role == Role::pair
                           ? blamed(plan, run.server_spun, "it was busy with nothing to do")
                           : ""});
  }
  Finding control;
  for (const Moment& moment : run.moments) {
    Finding finding = check(plan, run, moment);
    if (finding.cause == Cause::hang && moment.processor_time_ms) tell_work(finding, moment);
    finding.place = place(number, moment.event);
    if (plan.role == Role::pair && finding.any()) finding.blame = blame_for(plan, run, moment);
    keep_first(moment.control ? control : first, std::move(finding));
  }
  if (first.any() || !control.any()) return first;
  control.actual = "after it, a good exchange failed (" +
                   std::string(model::name_of(control.cause)) + "): " + control.actual;
  control.cause = Cause::control_failed;
  return control;
}

// What a MUST clause forbids, whatever the level of the clause on trial: SRV-1, SRV-2, SRV-3,
// SRV-5, SRV-8, CLI-10. A hang is what some SHOULD clauses are about (HDR-9, CON-7, CLI-4), and
// what no MAY clause allows.
bool breaks_another_must(Cause cause, Level level) {
  switch (cause) {
    case Cause::not_ready:
    case Cause::crash:
    case Cause::spin:
    case Cause::leak:
    case Cause::memory:
    case Cause::control_failed:
      return true;
    case Cause::hang:
      return level == Level::may;
    default:
      return false;
  }
}

Outcome outcome_for(const Finding& finding, Level level) {
  if (!finding.any()) return level == Level::may ? Outcome::informational : Outcome::pass;
  if (level == Level::must) return Outcome::fail;
  if (!finding.of_clause_alone && breaks_another_must(finding.cause, level)) return Outcome::fail;
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

// The connections of a client that its scenario does not speak of; nothing when there are none.
std::string further_words(const std::vector<RunView>& views) {
  std::size_t looks = 0;
  std::size_t others = 0;
  for (const RunView& view : views) {
    for (const auto& [name, connection] : view.connections) {
      if (!model::is_further(name)) continue;
      ++(connection.received.empty() ? looks : others);
    }
  }
  std::string words;
  if (looks > 0) words += ", " + std::to_string(looks) + " without a byte";
  if (others > 0) words += ", " + std::to_string(others) + " that met what the first one met";
  if (words.empty()) return "";
  return "further connections of the client: " + words.substr(2);
}

Verdict not_judged(Outcome outcome, std::string reason) {
  Verdict verdict;
  verdict.outcome = outcome;
  verdict.reason = std::move(reason);
  return verdict;
}

// A client that could not be started, or a server that did not listen at the beginning of a run.
bool never_served(const Plan& plan, const RunView& run, const Evidence& evidence) {
  return run.not_ready_at &&
         (plan.role != Role::server || evidence.events[*run.not_ready_at].step.empty());
}

// The verdict that stands before any is drawn: our own failure, or a subject that never served.
// What a run before that one showed is judged: a server that cannot be started again may have
// crashed there.
std::optional<Verdict> without_judging(const Plan& plan, const RunView& run,
                                       const Evidence& evidence, std::size_t number) {
  if (run.harness_error_at) {
    Verdict verdict =
        not_judged(Outcome::harness_error, evidence.events[*run.harness_error_at].detail);
    verdict.place = place(number, *run.harness_error_at);
    return verdict;
  }
  if (run.fault_not_armed_at) {
    Verdict verdict =
        not_judged(Outcome::unsupported, evidence.events[*run.fault_not_armed_at].detail);
    verdict.place = place(number, *run.fault_not_armed_at);
    return verdict;
  }
  if (!never_served(plan, run, evidence)) return std::nullopt;
  Verdict verdict = not_judged(Outcome::not_run, evidence.events[*run.not_ready_at].detail);
  verdict.cause = Cause::not_ready;
  verdict.place = place(number, *run.not_ready_at);
  verdict.process = run.process.words();
  if (plan.role == Role::pair) {
    const bool of_server = evidence.events[*run.not_ready_at].connection == model::server_process;
    verdict.reason = blamed(plan, of_server, verdict.reason);
  }
  return verdict;
}

// A fault whose place the program's own message does not have: there is nothing to try. Only a
// crash is one in any case.
std::optional<Verdict> without_place(const std::vector<RunView>& views,
                                     std::span<const Evidence> evidence) {
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!views[i].absent_place_at) continue;
    Verdict verdict =
        not_judged(Outcome::not_run, evidence[i].events[*views[i].absent_place_at].detail);
    verdict.place = place(i, *views[i].absent_place_at);
    verdict.process = views[i].process.words();
    return verdict;
  }
  return std::nullopt;
}

// What a subject does without the fault that it was to meet says nothing about the scenario. Only a
// crash is one in any case.
std::optional<Verdict> without_fault(const std::vector<RunView>& views,
                                     std::span<const Evidence> evidence) {
  const bool fired =
      std::any_of(views.begin(), views.end(), [](const RunView& view) { return view.fault_fired; });
  for (std::size_t i = 0; i < views.size() && !fired; ++i) {
    if (!views[i].fault_missed_at) continue;
    Verdict verdict =
        not_judged(Outcome::unsupported, evidence[i].events[*views[i].fault_missed_at].detail);
    verdict.place = place(i, *views[i].fault_missed_at);
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

Verdict judge(const Plan& plan, std::span<const Evidence> evidence) {
  if (!plan.unsupported.empty()) return not_judged(Outcome::unsupported, plan.unsupported);
  std::vector<RunView> views;
  Finding first;
  for (std::size_t i = 0; i < evidence.size() && i < plan.runs.size(); ++i) {
    RunView view = read_run(evidence[i], plan.runs[i].steps, plan.control);
    if (const auto verdict = without_judging(plan, view, evidence[i], i)) {
      if (!first.any() || verdict->outcome == Outcome::harness_error) return *verdict;
      break;
    }
    keep_first(first, find_in_run(plan, view, i));
    views.push_back(std::move(view));
  }
  if (views.empty()) return not_judged(Outcome::not_run, "there is no evidence");
  keep_first(first, compare_runs(plan, evidence, views));
  if (first.cause != Cause::crash) {
    if (const auto verdict = without_place(views, evidence)) return *verdict;
    if (const auto verdict = without_fault(views, evidence)) return *verdict;
  }
  Verdict verdict;
  verdict.outcome = outcome_for(first, plan.level);
  verdict.cause = first.cause;
  verdict.expected = first.expected;
  verdict.actual = first.any() ? first.actual : observed_in(views);
  if (const std::string further = further_words(views); !further.empty()) {
    verdict.actual += (verdict.actual.empty() ? "" : "; ") + further;
  }
  verdict.place = first.place;
  verdict.termination = views.back().last_connection_words;
  verdict.process = views.back().process.words();
  if (plan.role == Role::pair) {
    verdict.reason = first.blame;
    verdict.process = "client " + verdict.process + ", server " + views.back().server.words();
  }
  const bool approximate =
      std::any_of(views.begin(), views.end(), [](const RunView& view) { return view.approximate; });
  if (approximate) verdict.exactness = "approximate";
  return verdict;
}

}  // namespace wiretrial::judge
