#include "reports/remarks.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Record;
using model::TrialRecord;

// More slow trials are only counted.
constexpr std::size_t shown_slow_trials = 5;

std::string entry_text(const TrialRecord& trial) {
  const model::BaselineEntry& entry = *trial.baseline;
  std::string text = is_known(trial) ? "known: " + entry.reason
                                     : fmt::format("says {}{}: {}", label_of(entry.outcome),
                                                   entry.cause == model::Cause::none
                                                       ? ""
                                                       : fmt::format(" ({})", name_of(entry.cause)),
                                                   entry.reason);
  text += " [" + entry.pointer;
  if (!entry.owner.empty()) text += ", owner: " + entry.owner;
  if (!entry.expires.empty()) text += ", until " + entry.expires;
  if (!entry.link.empty()) text += ", " + entry.link;
  return text + "]";
}

void add_baseline(const Record& record, std::vector<std::string>& lines) {
  if (!record.baseline) return;
  const model::BaselineReport& report = *record.baseline;
  const auto known = std::count_if(record.trials.begin(), record.trials.end(), model::is_known);
  lines.push_back(fmt::format("baseline: {}, {} of {} used, {} as it says, {}",
                              one_line(report.file), report.used, counted(report.entries, "entry"),
                              counted(static_cast<std::size_t>(known), "trial"),
                              counted(report.complaints.size(), "complaint")));
  for (const model::BaselineComplaint& complaint : report.complaints) {
    lines.push_back(fmt::format("baseline: {}{}: {}: {}", one_line(report.file), complaint.pointer,
                                name_of(complaint.kind), one_line(complaint.text)));
  }
}

void add_unscored(const Record& record, std::vector<std::string>& lines) {
  model::Summary summary;
  for (const TrialRecord& trial : record.trials) {
    if (!trial.plan.not_scored.empty()) summary.add(trial.verdict.outcome);
  }
  if (summary.total == 0) return;
  lines.push_back(fmt::format("not scored in revision {}: {} of later scenarios ({})",
                              record.protocol_revision, counted(summary.total, "trial"),
                              counts_text(summary)));
}

// The longest of the trial's waits that came late, as "950 of 1000 ms"; empty when none did.
std::string slowest_wait(const TrialRecord& trial) {
  std::int64_t longest = -1;
  std::string text;
  for (const model::Evidence& evidence : trial.evidence) {
    for (const model::Event& event : evidence.events) {
      if (event.kind != model::EventKind::slow) continue;
      const auto took = event.figures.find("took_ms");
      const auto allowed = event.figures.find("allowed_ms");
      if (took == event.figures.end() || allowed == event.figures.end()) continue;
      if (took->second <= longest) continue;
      longest = took->second;
      text = fmt::format("{} of {} ms", took->second, allowed->second);
    }
  }
  return text;
}

void add_slow(const Record& record, std::vector<std::string>& lines) {
  std::size_t count = 0;
  std::string shown;
  for (const TrialRecord& trial : record.trials) {
    const std::string wait = slowest_wait(trial);
    if (wait.empty() || ++count > shown_slow_trials) continue;
    shown += fmt::format("{}{} ({})", count == 1 ? "" : ", ", one_line(trial.plan.trial), wait);
  }
  if (count == 0) return;
  lines.push_back(fmt::format("slow: {} left less than a fifth of a deadline: {}{}",
                              counted(count, "trial"), shown,
                              count > shown_slow_trials ? ", ..." : ""));
}

bool is_accepted(const TrialRecord& trial) {
  if (trial.plan.role == model::Role::client) return trial.verdict.process == "exited 0";
  for (const model::Evidence& evidence : trial.evidence) {
    for (const model::Event& event : evidence.events) {
      if (event.kind == model::EventKind::control_begin) break;
      if (event.kind == model::EventKind::received) return true;
    }
  }
  return false;
}

// Words that a subject does not say in `supports`, although every probe for one was answered, and
// rightly.
void add_undeclared(const Record& record, std::vector<std::string>& lines) {
  std::map<std::pair<std::string, std::string>, bool> words;  // subject, word -> all right
  for (const TrialRecord& trial : record.trials) {
    if (trial.plan.probes.empty()) continue;
    const bool right = trial.verdict.outcome == model::Outcome::pass && is_accepted(trial);
    bool& all =
        words.emplace(std::make_pair(trial.plan.subject, trial.plan.probes), true).first->second;
    all = all && right;
  }
  for (const auto& [key, all] : words) {
    if (!all) continue;
    lines.push_back(fmt::format("undeclared: {} handles {} rightly; \"supports\" could say so",
                                one_line(key.first), one_line(key.second)));
  }
}

}  // namespace

std::vector<Remark> remarks(const TrialRecord& trial) {
  std::vector<Remark> all;
  if (trial.baseline) all.push_back({"baseline", entry_text(trial)});
  if (!trial.plan.not_scored.empty()) all.push_back({"scored", "no: " + trial.plan.not_scored});
  if (trial.plan.disputed) {
    all.push_back(
        {"disputed", trial.plan.disputed->claim + " [" + trial.plan.disputed->link + "]"});
  }
  return all;
}

std::vector<std::string> run_remarks(const Record& record) {
  std::vector<std::string> lines;
  add_baseline(record, lines);
  add_unscored(record, lines);
  add_undeclared(record, lines);
  add_slow(record, lines);
  return lines;
}

bool is_excused(const TrialRecord& trial) {
  return is_known(trial) || !trial.plan.not_scored.empty();
}

}  // namespace wiretrial::reports
