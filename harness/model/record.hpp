// The record: everything about one execution of the suite. Every report is a pure function of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/baseline.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::model {

// Raised when the record's form changes; a reader refuses a newer one.
inline constexpr int record_version = 1;

// Payloads longer than this lie beside the record, named by their hash.
inline constexpr std::size_t inline_payload_limit_bytes = 4096;

// What was asked to run: shards of one run have the same.
struct Selection {
  std::vector<std::string> selectors;
  std::string role;  // as --role says it, or empty
  int repeat = 0;
  bool shuffle = false;

  bool operator==(const Selection&) const = default;
};

struct TrialRecord {
  Plan plan;
  std::vector<Evidence> evidence;  // one for each run of the deciding attempt
  Verdict verdict;
  int attempts = 1;
  std::vector<std::string> after;  // the trials without which a fresh subject does not fail
  double duration_ms = 0;
  int repeat = 0;      // 1, 2, ... with --repeat, else 0
  std::string replay;  // the command that does it again
  // What the baseline says of this trial; whether the outcome is that one, `is_known` says.
  std::optional<BaselineEntry> baseline;
};

// A field of a message, in order. Its length is `width_bytes`, or stands in an earlier field.
struct FrameField {
  std::string name;  // of the spans that are this field
  std::string kind;  // "unsigned-big-endian", "unsigned-little-endian", "json-object", "bytes"
  std::size_t width_bytes = 0;  // of a number
  std::string member;           // of an object: the one that is a length
  std::string length_of;        // the field whose length this one gives, else empty

  bool operator==(const FrameField&) const = default;
};

struct SubjectIdentity {
  std::string name;
  std::string version;
  std::string file;
  std::vector<std::string> roles;
};

struct Record {
  int version = record_version;
  std::string harness_version;
  std::string protocol;
  int protocol_revision = 1;
  std::string scenario_set_hash;
  std::vector<FrameField> frame;  // what a message is, for who shows bytes; empty: not known
  std::vector<SubjectIdentity> subjects;
  std::string operating_system;
  std::uint64_t seed = 0;
  double calibration = 1.0;
  double deadline_scale = 1.0;
  int jobs = 1;
  std::string sweep = "full";
  Selection selection;
  std::string shard;  // "2/4" when this is a part of a run, else empty
  bool interrupted = false;
  double duration_ms = 0;
  std::optional<BaselineReport> baseline;
  std::vector<Requirement> requirements;  // the ledger the verdicts refer to, with their texts
  std::vector<TrialRecord> trials;
};

// How many trials have each outcome.
struct Summary {
  std::size_t total = 0;
  std::map<Outcome, std::size_t> by_outcome;
  [[nodiscard]] std::size_t count(Outcome outcome) const;
  void add(Outcome outcome);  // one more trial
};
[[nodiscard]] Summary summarise(const Record& record);

// Whether the verdict is what the trial's entry in the baseline says.
[[nodiscard]] bool is_known(const TrialRecord& trial);

// Whether the verdict lets a run end in status 1 or 4 (`non_strict` only when `strict`), a baseline
// and what does not score left aside.
[[nodiscard]] bool is_deviation(const Verdict& verdict, bool strict);

// The exit status of `run`, `judge` and `merge`: 0 all as required or as the baseline says, 1
// non-conformance (`non_strict` too when `strict`) or a complaint about the baseline, 3 the harness
// failed, 4 only flaky, 130 interrupted; 130 beats 3 beats 1 beats 4. What does not score counts
// only when the harness itself failed.
[[nodiscard]] int exit_status(const Record& record, bool strict);

}  // namespace wiretrial::model
