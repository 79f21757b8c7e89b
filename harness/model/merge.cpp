#include "harness/model/merge.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "harness/model/record_json.hpp"

namespace wiretrial::model {

namespace {

struct Part {
  std::size_t index = 0;
  std::size_t count = 0;
};

[[noreturn]] void refuse(const std::string& name, const std::string& reason) {
  throw RecordError(name + ": " + reason);
}

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

Part part_of(const NamedRecord& named) {
  const std::string_view text = named.record.shard;
  if (text.empty()) refuse(named.name, "is no shard: it was not run with --shard");
  const std::size_t slash = text.find('/');
  const Part part{number_in(text.substr(0, slash)),
                  slash == std::string_view::npos ? 0 : number_in(text.substr(slash + 1))};
  if (part.index >= 1 && part.index <= part.count) return part;
  refuse(named.name, "is no shard: \"" + named.record.shard + "\" is not I/N with I from 1 to N");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "everything" : text;
}

std::string subjects_of(const Record& record) {
  std::string text;
  for (const SubjectIdentity& subject : record.subjects) {
    text += (text.empty() ? "" : ", ") + subject.name + " " + subject.version;
  }
  return text;
}

// What makes records parts of one run: a name for people, and what it is.
std::vector<std::pair<std::string, std::string>> identity(const Record& record) {
  return {{"the version of wiretrial", record.harness_version},
          {"the protocol", record.protocol},

          {"the revision", std::to_string(record.protocol_revision)},
          {"the set of scenarios", record.scenario_set_hash},
          {"the subjects", subjects_of(record)},
          {"the seed", std::to_string(record.seed)},
          {"the sweep", record.sweep},
          {"the scale of deadlines", std::to_string(record.deadline_scale)},
          {"the selection", joined(record.selection.selectors)},
          {"the role", record.selection.role.empty() ? "any" : record.selection.role},
          {"the number of repeats", std::to_string(record.selection.repeat)},
          {"the order", record.selection.shuffle ? "shuffled" : "as planned"},
          {"the baseline", record.baseline ? record.baseline->file : "none"}};
}

void check_same_run(const NamedRecord& first, const NamedRecord& other) {
  const auto left = identity(first.record);
  const auto right = identity(other.record);
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].second == right[i].second) continue;
    refuse(other.name, left[i].first + " is " + right[i].second + ", but " + left[i].second +
                           " in " + first.name + "; shards of one run have the same");
  }
}

// More missing shards are only counted.
constexpr std::size_t named_gaps = 8;

[[noreturn]] void refuse_gaps(const std::map<std::size_t, NamedRecord*>& places,
                              std::size_t count) {
  const std::size_t missing = count - places.size();
  std::string names;
  std::size_t named = 0;
  for (std::size_t i = 1; i <= count && named < std::min(missing, named_gaps); ++i) {
    if (places.contains(i)) continue;
    names += (named++ == 0 ? "" : ", ") + std::to_string(i) + "/" + std::to_string(count);
  }
  if (missing > named) names += " and " + std::to_string(missing - named) + " more";
  throw RecordError(missing == 1 ? "shard " + names + " is missing"
                                 : "shards " + names + " are missing");
}

// Sorts the parts by their number; none may be missing or there twice.
void put_in_order(std::vector<NamedRecord>& parts) {
  const std::size_t count = part_of(parts[0]).count;
  std::map<std::size_t, NamedRecord*> places;
  for (NamedRecord& named : parts) {
    const Part part = part_of(named);
    if (part.count != count) {
      refuse(named.name, "is shard " + named.record.shard + ", but " + parts[0].name + " is " +
                             parts[0].record.shard);
    }
    const auto [place, is_new] = places.emplace(part.index, &named);
    if (!is_new) {
      refuse(named.name, "is shard " + named.record.shard + ", and so is " + place->second->name);
    }
  }
  if (places.size() < count) refuse_gaps(places, count);
  std::vector<NamedRecord> ordered;
  for (const auto& [index, part] : places) ordered.push_back(std::move(*part));
  parts = std::move(ordered);
}

// Trials are dealt out one by one, so the sizes of shards follow from their sum. Repeats of a trial
// stay together.
void check_trials(const std::vector<NamedRecord>& parts) {
  std::map<std::pair<std::string, int>, const NamedRecord*> owners;
  std::vector<std::set<std::string>> names(parts.size());
  std::size_t total = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const TrialRecord& trial : parts[i].record.trials) {
      const auto [owner, is_new] =
          owners.emplace(std::make_pair(trial.plan.trial, trial.repeat), &parts[i]);
      if (!is_new) {
        refuse(parts[i].name,
               "has the trial " + trial.plan.trial + ", and so has " + owner->second->name);
      }
      names[i].insert(trial.plan.trial);
    }
    total += names[i].size();
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t due = total > i ? (total - i - 1) / parts.size() + 1 : 0;
    if (names[i].size() == due) continue;
    refuse(parts[i].name,
           "has " + std::to_string(names[i].size()) + " trials where " + std::to_string(due) +
               (parts[i].record.interrupted ? " are due: it was interrupted; run this shard again"
                                            : " are due; some are missing"));
  }
}

// One of each shard in turn, smoke exchanges first: the order of one run.
std::vector<TrialRecord> deal_together(std::vector<NamedRecord>& parts) {
  std::vector<TrialRecord> together;
  for (const bool smoke : {true, false}) {
    std::vector<std::vector<TrialRecord*>> queues(parts.size());
    std::size_t longest = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (TrialRecord& trial : parts[i].record.trials) {
        if (trial.plan.smoke == smoke) queues[i].push_back(&trial);
      }
      longest = std::max(longest, queues[i].size());
    }
    const auto repeats = static_cast<std::size_t>(std::max(1, parts[0].record.selection.repeat));
    for (std::size_t at = 0; at < longest; at += repeats) {
      for (auto& queue : queues) {
        for (std::size_t k = at; k < std::min(at + repeats, queue.size()); ++k) {
          together.push_back(std::move(*queue[k]));
        }
      }
    }
  }
  return together;
}

void merge_baselines(const Record& part, Record& merged) {
  if (!part.baseline) return;
  auto& complaints = merged.baseline->complaints;
  for (const BaselineComplaint& complaint : part.baseline->complaints) {
    const bool known =
        std::find(complaints.begin(), complaints.end(), complaint) != complaints.end();
    if (!known) complaints.push_back(complaint);
  }
}

std::size_t used_entries(const Record& record) {
  std::set<std::string> pointers;
  for (const TrialRecord& trial : record.trials) {
    if (trial.baseline) pointers.insert(trial.baseline->pointer);
  }
  return pointers.size();
}

}  // namespace

Record merge_records(std::vector<NamedRecord> parts) {
  if (parts.empty()) throw RecordError("there is no record to merge");
  for (const NamedRecord& part : parts) check_same_run(parts[0], part);
  put_in_order(parts);
  check_trials(parts);
  std::vector<TrialRecord> trials = deal_together(parts);
  Record merged = parts[0].record;
  merged.shard.clear();
  for (const NamedRecord& part : parts) {
    const Record& record = part.record;
    merged.calibration = std::max(merged.calibration, record.calibration);
    merged.duration_ms = std::max(merged.duration_ms, record.duration_ms);
    merged.jobs = std::max(merged.jobs, record.jobs);
    merged.interrupted = merged.interrupted || record.interrupted;
    if (merged.operating_system.find(record.operating_system) == std::string::npos) {
      merged.operating_system += ", " + record.operating_system;
    }
    merge_baselines(record, merged);
  }
  merged.trials = std::move(trials);
  if (merged.baseline) merged.baseline->used = used_entries(merged);
  return merged;
}

}  // namespace wiretrial::model
