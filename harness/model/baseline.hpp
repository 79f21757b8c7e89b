// A baseline: the deviations of a subject that are known. It changes what the exit status says, and
// never an outcome.
#pragma once

#include <string>
#include <vector>

#include "harness/model/verdict.hpp"

namespace wiretrial::model {

// One known deviation: trials of a subject, and what they come to.
struct BaselineEntry {
  std::string pointer;   // its place in the file: "/entries/3"
  std::string subject;   // by name; of a pair "client+server"
  std::string scenario;  // a scenario, a trial, or a glob
  Outcome outcome = Outcome::fail;
  Cause cause = Cause::none;  // none: any (only for `flaky`)
  std::string reason;
  std::string link;
  std::string owner;
  std::string expires;  // "2027-01-31": the last day on which it holds; empty: it does not end

  bool operator==(const BaselineEntry&) const = default;
};

struct Baseline {
  std::string file;
  std::vector<BaselineEntry> entries;
};

enum class ComplaintKind {
  stale,        // the trial passes now, or came to another outcome
  wrong_cause,  // it fails, but in another way
  expired,
  unmatched,  // there is no such trial, or an earlier entry has all of them
};

template <>
struct Names<ComplaintKind> {
  static constexpr std::array<std::pair<ComplaintKind, std::string_view>, 4> table{
      {{ComplaintKind::stale, "stale"},
       {ComplaintKind::wrong_cause, "wrong_cause"},
       {ComplaintKind::expired, "expired"},
       {ComplaintKind::unmatched, "unmatched"}}};
};

// What is wrong with an entry. It makes the exit status 1.
struct BaselineComplaint {
  ComplaintKind kind = ComplaintKind::stale;
  std::string pointer;
  std::string text;  // what is wrong and what to do about it, without the file's name

  bool operator==(const BaselineComplaint&) const = default;
};

// What came of a baseline in one run.
struct BaselineReport {
  std::string file;
  std::string date;         // the day by which entries expire
  std::size_t entries = 0;  // in the file
  std::size_t used = 0;     // those that speak of trials of this run
  std::vector<BaselineComplaint> complaints;

  bool operator==(const BaselineReport&) const = default;
};

}  // namespace wiretrial::model
