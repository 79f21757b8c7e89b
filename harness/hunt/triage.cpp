#include "harness/hunt/triage.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "harness/hunt/minimise.hpp"
#include "harness/hunt/scenario_writer.hpp"
#include "harness/model/hash.hpp"

namespace wiretrial::hunt {

using model::Cause;
using model::Exchange;
using model::Outcome;

namespace {

// After it is small it must show so often, each time, or the larger one is kept.
constexpr std::size_t verifying_tries = 3;
constexpr std::size_t name_digits = 8;

bool is_finding(const model::Verdict& verdict) {
  return verdict.outcome == Outcome::fail || verdict.outcome == Outcome::non_strict;
}

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter == '_') letter = '-';
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

std::string file_name(const std::string& requirement, Cause cause, const std::string& scenario) {
  model::Hash128 hash;
  hash.add(scenario);
  return lower(requirement + "-" + std::string(model::name_of(cause)) + "-" +
               hash.hexadecimal().substr(0, name_digits));
}

bool is_left_behind(Oracle oracle) {
  return oracle == Oracle::sockets || oracle == Oracle::memory;
}

class Inquiry {
 public:
  Inquiry(const Chase& chase, const Suspicion& suspicion, const KnownFindings& known,
          std::chrono::milliseconds most_time, const std::atomic<bool>& over)
      : chase_(chase),
        kind_(suspicion.key),
        suspicion_(is_left_behind(suspicion.oracle) ? narrowed(chase, suspicion) : suspicion),
        known_(known),
        most_time_(most_time),
        over_(over) {}

  TriageOutcome run() {
    std::vector<Exchange> exchanges{suspicion_.last};
    Trial trial = perform(exchanges);
    if (!is_finding(trial.verdict)) {
      const std::string alone(model::name_of(trial.verdict.outcome));
      exchanges = with_history();
      if (exchanges.empty()) return unconfirmed("the judge says " + alone + " of a fresh process");
      trial = perform(exchanges);
      if (!is_finding(trial.verdict)) {
        return unconfirmed("shown again by " + std::to_string(exchanges.size()) +
                           " connections, of which the judge says " +
                           std::string(model::name_of(trial.verdict.outcome)));
      }
    }
    return confirm(std::move(exchanges), std::move(trial));
  }

 private:
  [[nodiscard]] Unconfirmed unconfirmed(std::string reason) const {
    return {chase_.subject, kind_, suspicion_.address, std::move(reason)};
  }

  [[nodiscard]] ScenarioRequest request(const std::vector<Exchange>& exchanges) const {
    ScenarioRequest request;
    request.role = chase_.role;
    request.oracle = suspicion_.oracle;
    request.cases = cases_of(chase_, exchanges);
    request.control = chase_.control.exchange.bytes;
    request.control_expected = chase_.control.expected;
    return request;
  }

  Trial perform(const std::vector<Exchange>& exchanges) {
    return chase_.access->try_scenario(write_scenario(request(exchanges)));
  }

  [[nodiscard]] bool shows_again(const std::vector<Exchange>& exchanges) const {
    if (chase_.role == model::Role::client) return false;
    return shows(chase_, suspicion_.oracle, suspicion_.key, exchanges);
  }

  [[nodiscard]] Budget budget() const {
    Budget budget;
    budget.deadline = std::chrono::steady_clock::now() + most_time_;
    return budget;
  }

  // The fewest earlier connections with which a fresh process shows it; empty when it does not even
  // with all of them.
  std::vector<Exchange> with_history() {
    if (suspicion_.history.empty()) return {};
    std::vector<Exchange> all = suspicion_.history;
    all.push_back(suspicion_.last);
    if (!shows_again(all)) return {};
    return make_small(std::move(all));
  }

  // That a process is gone, or a neighbour disturbed, is often seen only after the next
  // connections.
  [[nodiscard]] Kept kept() const {
    const bool late = suspicion_.oracle == Oracle::crash || suspicion_.oracle == Oracle::neighbour;
    return {!late, suspicion_.oracle == Oracle::segmentation};
  }

  std::vector<Exchange> make_small(std::vector<Exchange> exchanges) {
    const Shows same = [this](const std::vector<Exchange>& candidate) {
      return shows_again(candidate);
    };
    return minimise(std::move(exchanges), kept(), same, budget(), chase_.frame);
  }

  TriageOutcome confirm(std::vector<Exchange> exchanges, Trial trial) {
    Finding finding;
    finding.subject = chase_.subject;
    finding.oracle = suspicion_.oracle;
    finding.requirement = requirement_of(request(exchanges));
    finding.verdict = trial.verdict;
    finding.sanitizer = sanitizer_signature(trial.error_tail);
    const auto known = known_.find(signature_of(finding));
    if (known != known_.end()) return Repeated{known->second};
    finding.shown = finding.tries = 1;
    for (; finding.tries < confirming_tries; ++finding.tries) {
      if (same(perform(exchanges), trial)) ++finding.shown;
    }
    const Finding as_found = complete(finding, exchanges);
    try {
      const std::vector<Exchange> small = make_small_by_judge(exchanges, trial);
      if (small != exchanges && verified(small, trial)) return complete(finding, small);
    } catch (...) {
      if (!over_.load()) throw;
    }
    return as_found;
  }

  // What the probe shows is tried by the probe, which is quick; the rest by the judge.
  std::vector<Exchange> make_small_by_judge(const std::vector<Exchange>& exchanges,
                                            const Trial& trial) {
    if (shows_again(exchanges)) return make_small(exchanges);
    const Shows same_verdict = [&](const std::vector<Exchange>& candidate) {
      const ScenarioRequest now = request(candidate);
      return requirement_of(now) == requirement_of(request(exchanges)) &&
             same(chase_.access->try_scenario(write_scenario(now)), trial);
    };
    return minimise(exchanges, kept(), same_verdict, budget(), chase_.frame);
  }

  static bool same(const Trial& one, const Trial& other) {
    return one.verdict.outcome == other.verdict.outcome &&
           one.verdict.cause == other.verdict.cause &&
           (one.verdict.cause != Cause::crash || one.verdict.process == other.verdict.process);
  }

  bool verified(const std::vector<Exchange>& exchanges, const Trial& trial) {
    for (std::size_t i = 0; i < verifying_tries; ++i) {
      if (!same(perform(exchanges), trial)) return false;
    }
    return true;
  }

  Finding complete(Finding finding, const std::vector<Exchange>& exchanges) const {
    ScenarioRequest last = request(exchanges);
    finding.key = kind_;
    finding.address = suspicion_.address;
    finding.found_bytes = suspicion_.last.bytes.size();
    finding.bytes = exchanges.back().bytes.size();
    finding.connections = exchanges.size();
    finding.name = file_name(finding.requirement, finding.verdict.cause, write_scenario(last));
    last.id = "jhmp/findings/" + finding.name;
    last.provenance = {{"address", finding.address},
                       {"subject", chase_.subject + (chase_.subject_version.empty() ? "" : " ") +
                                       chase_.subject_version},
                       {"oracle", std::string(model::name_of(finding.oracle))},
                       {"cause", std::string(model::name_of(finding.verdict.cause))},
                       {"expected", finding.verdict.expected},
                       {"actual", finding.verdict.actual},
                       {"shown", std::to_string(finding.shown) + " of " +
                                     std::to_string(finding.tries) + " fresh processes"}};
    if (!finding.sanitizer.empty()) last.provenance["sanitizer"] = finding.sanitizer;
    finding.scenario = write_scenario(last);
    return finding;
  }

  const Chase& chase_;
  std::string kind_;  // the suspicion's key as the hunt has it
  Suspicion suspicion_;
  const KnownFindings& known_;
  std::chrono::milliseconds most_time_;
  const std::atomic<bool>& over_;
};

}  // namespace

std::string signature_of(const Finding& finding) {
  const bool by_cause = finding.oracle == Oracle::reaction || finding.oracle == Oracle::crash;
  return finding.requirement + "|" +
         (by_cause ? std::string(model::name_of(finding.verdict.cause)) : "") + "|" +
         (finding.verdict.cause == Cause::crash ? finding.verdict.process : "") + "|" +
         finding.sanitizer;
}

TriageOutcome look_into(const Chase& chase, const Suspicion& suspicion, const KnownFindings& known,
                        std::chrono::milliseconds most_time, const std::atomic<bool>& over) {
  return Inquiry(chase, suspicion, known, most_time, over).run();
}

}  // namespace wiretrial::hunt
