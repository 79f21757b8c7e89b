#include "harness/judge/baseline.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/judge/known.hpp"

namespace wiretrial::judge {

using model::Baseline;
using model::BaselineComplaint;
using model::BaselineEntry;
using model::ComplaintKind;
using model::TrialName;

namespace {

// What there is to say about an entry, apart from any outcome.
struct Reach {
  bool takes_part = false;  // its subject does
  bool fits = false;        // some trial that there could be
  bool speaks = false;      // of one that no earlier entry has
};

std::vector<Reach> reaches(const std::vector<BaselineEntry>& entries,
                           std::span<const TrialName> all) {
  std::vector<Reach> found(entries.size());
  for (const TrialName& name : all) {
    bool taken = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].subject != name.subject) continue;
      found[i].takes_part = true;
      if (taken && found[i].fits) continue;
      if (!model::fits(entries[i].scenario, name)) continue;
      found[i].fits = true;
      found[i].speaks = found[i].speaks || !taken;
      taken = true;
    }
  }
  return found;
}

// What is wrong with an entry whatever the trials came to; empty when nothing is.
std::string unmatched(const BaselineEntry& entry, const Reach& reach) {
  if (!reach.takes_part || reach.speaks) return "";
  const std::string what = entry.scenario + " of " + entry.subject;
  return reach.fits ? what +
                          ": every trial it fits has an earlier entry; remove it, or put it "
                          "before that one"
                    : what + " fits no trial; correct the name, or remove the entry";
}

// The trials of one entry that came to something else, and all that it speaks of.
struct Tally {
  std::size_t trials = 0;
  std::map<ComplaintKind, std::vector<std::pair<const Repeats*, Difference>>> differing;
};

std::string remedy(ComplaintKind kind, bool all) {
  if (kind == ComplaintKind::wrong_cause) return "see what changed, then correct the cause";
  return all ? "remove the entry, or correct its outcome"
             : "narrow the entry down to those that are as it says";
}

std::string difference_text(const BaselineEntry& entry, const Tally& tally, ComplaintKind kind) {
  const auto& differing = tally.differing.at(kind);
  const auto& [repeats, difference] = differing.front();
  const std::string said = ", where the entry says " + outcome_words(entry.outcome, entry.cause);
  std::string text = (*repeats)[0]->plan.trial + " " + difference.text + said;
  if (tally.trials > 1) {
    text += ", and so do " + std::to_string(differing.size()) + " of the " +
            std::to_string(tally.trials) + " trials it fits";
    if (differing.size() == 1) {
      text = (*repeats)[0]->plan.trial + " alone of " + std::to_string(tally.trials) + " trials " +
             difference.text + said;
    }
  }
  return text + "; " + remedy(kind, differing.size() == tally.trials);
}

void complain(std::vector<BaselineComplaint>& complaints, ComplaintKind kind,
              const BaselineEntry& entry, std::string text) {
  complaints.push_back({kind, entry.pointer, std::move(text)});
}

std::string expired(const BaselineEntry& entry) {
  return entry.scenario + " of " + entry.subject + " expired after " + entry.expires +
         (entry.owner.empty() ? "" : " (owner: " + entry.owner + ")") +
         "; mend it, or decide anew how long it may stay";
}

// Entries for what no entry speaks of.
class Additions {
 public:
  Additions(const Baseline& old, std::span<const TrialName> all) : old_(old) {
    for (const TrialName& name : all) ++sizes_[{name.scenario, name.subject}];
  }

  // The trial deviates.
  void add(const Repeats& repeats) {
    const TrialName name = name_of_trial(repeats[0]->plan);
    const Key key{name.scenario, name.subject};
    const auto [place, is_new] = places_.emplace(key, groups_.size());
    if (is_new) groups_.emplace_back();
    groups_[place->second].push_back(entry_of(repeats, name));
  }

  // Where all trials that the scenario has with the subject came to the same, one entry for them.
  void hand_over(Renewal& renewal) const {
    for (const auto& [key, place] : places_) {
      const std::vector<BaselineEntry>& group = groups_[place];
      const auto size = sizes_.find(key);
      const bool whole = size != sizes_.end() && size->second == group.size() && group.size() > 1;
      if (!whole || !alike(group)) {
        for (const BaselineEntry& entry : group) keep(entry, renewal);
        continue;
      }
      BaselineEntry entry = group[0];
      entry.scenario = key.first;
      keep(std::move(entry), renewal);
    }
  }

 private:
  using Key = std::pair<std::string, std::string>;  // scenario and subject

  static bool alike(const std::vector<BaselineEntry>& group) {
    return std::all_of(group.begin(), group.end(), [&](BaselineEntry entry) {
      entry.scenario = group[0].scenario;
      return entry == group[0];
    });
  }

  static void keep(BaselineEntry entry, Renewal& renewal) {
    renewal.added.push_back(entry.scenario + " of " + entry.subject + ": " +
                            outcome_words(entry.outcome, entry.cause));
    renewal.entries.push_back(std::move(entry));
  }

  [[nodiscard]] BaselineEntry entry_of(const Repeats& repeats, const TrialName& name) const {
    const model::Verdict& verdict = repeats[0]->verdict;
    BaselineEntry entry;
    entry.subject = name.subject;
    entry.scenario = name.without_subject();
    entry.outcome = verdict.outcome;
    entry.cause = verdict.cause;
    entry.reason = reason_to_be_written;
    if (difference(entry, repeats)) {
      entry.outcome = model::Outcome::flaky;
      entry.cause = model::Cause::none;
    }
    const auto before = entry_for(old_.entries, name);
    if (!before) return entry;
    const BaselineEntry& known = old_.entries[*before];
    if (known.outcome != entry.outcome || known.cause != entry.cause) return entry;
    entry.reason = known.reason;
    entry.link = known.link;
    entry.owner = known.owner;
    entry.expires = known.expires;
    return entry;
  }

  const Baseline& old_;
  std::map<Key, std::size_t> sizes_;   // how many trials there could be
  std::map<Key, std::size_t> places_;  // which group
  std::vector<std::vector<BaselineEntry>> groups_;
};

std::string dropped_line(const BaselineEntry& entry, const std::string& reason) {
  return entry.pointer + " " + entry.scenario + " of " + entry.subject + " (" +
         outcome_words(entry.outcome, entry.cause) + "): " + reason;
}

// Removes entries that do not hold, until those that are left do: without one, another may speak
// of its trials.
void drop_what_does_not_hold(Renewal& renewal, std::span<const TrialName> all,
                             const std::vector<Repeats>& trials) {
  while (true) {
    std::map<std::size_t, std::string> wrong;
    const std::vector<Reach> reach = reaches(renewal.entries, all);
    for (std::size_t i = 0; i < renewal.entries.size(); ++i) {
      if (reach[i].takes_part && !reach[i].speaks) wrong.emplace(i, "fits no trial of its own");
    }
    for (const Repeats& repeats : trials) {
      const auto entry = entry_for(renewal.entries, name_of_trial(repeats[0]->plan));
      if (!entry) continue;
      const auto difference = judge::difference(renewal.entries[*entry], repeats);
      if (difference) wrong.emplace(*entry, repeats[0]->plan.trial + " " + difference->text);
    }
    if (wrong.empty()) return;
    for (auto at = wrong.rbegin(); at != wrong.rend(); ++at) {
      const auto place = renewal.entries.begin() + static_cast<std::ptrdiff_t>(at->first);
      renewal.dropped.push_back(dropped_line(*place, at->second));
      renewal.entries.erase(place);
    }
  }
}

}  // namespace

void apply_baseline(const Baseline& baseline, std::span<const TrialName> all,
                    const std::string& today, model::Record& record) {
  const auto& entries = baseline.entries;
  for (model::TrialRecord& trial : record.trials) {
    const auto entry = entry_for(entries, name_of_trial(trial.plan));
    if (entry) trial.baseline = entries[*entry];
  }
  std::map<std::size_t, Tally> tallies;
  const std::vector<Repeats> trials = trials_of(record);
  for (const Repeats& repeats : trials) {
    const auto entry = entry_for(entries, name_of_trial(repeats[0]->plan));
    if (!entry) continue;
    Tally& tally = tallies[*entry];
    ++tally.trials;
    if (const auto other = difference(entries[*entry], repeats)) {
      tally.differing[other->kind].emplace_back(&repeats, *other);
    }
  }
  model::BaselineReport report{baseline.file, today, entries.size(), tallies.size(), {}};
  const std::vector<Reach> reach = reaches(entries, all);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const BaselineEntry& entry = entries[i];
    const std::string lost = unmatched(entry, reach[i]);
    if (!lost.empty()) complain(report.complaints, ComplaintKind::unmatched, entry, lost);
    const auto tally = tallies.find(i);
    if (tally == tallies.end()) continue;
    for (const auto& [kind, differing] : tally->second.differing) {
      complain(report.complaints, kind, entry, difference_text(entry, tally->second, kind));
    }
    if (!entry.expires.empty() && entry.expires < today)
      complain(report.complaints, ComplaintKind::expired, entry, expired(entry));
  }
  record.baseline = std::move(report);
}

Renewal renew_baseline(const Baseline& old, std::span<const TrialName> all,
                       const model::Record& record, bool strict) {
  Renewal renewal;
  renewal.entries = old.entries;
  const std::vector<Repeats> trials = trials_of(record);
  drop_what_does_not_hold(renewal, all, trials);
  Additions additions(old, all);
  for (const Repeats& repeats : trials) {
    const TrialName name = name_of_trial(repeats[0]->plan);
    if (entry_for(renewal.entries, name)) continue;
    const bool counts_should = strict || entry_for(old.entries, name).has_value();
    const bool deviates = std::any_of(repeats.begin(), repeats.end(), [&](const auto* trial) {
      return model::is_deviation(trial->verdict, counts_should);
    });
    if (deviates) additions.add(repeats);
  }
  additions.hand_over(renewal);
  for (std::size_t i = 0; i < renewal.entries.size(); ++i) {
    renewal.entries[i].pointer = "/entries/" + std::to_string(i);
  }
  return renewal;
}

}  // namespace wiretrial::judge
