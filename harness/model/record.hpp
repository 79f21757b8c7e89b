// The record: everything about one execution of the suite. Every report is a pure function of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::model {

// Raised when the record's form changes; a reader refuses a newer one.
inline constexpr int record_version = 1;

// Payloads longer than this lie beside the record, named by their hash.
inline constexpr std::size_t inline_payload_limit_bytes = 4096;

struct TrialRecord {
  Plan plan;
  std::vector<Evidence> evidence;  // one for each run of the deciding attempt
  Verdict verdict;
  int attempts = 1;
  double duration_ms = 0;
  int repeat = 0;      // 1, 2, ... with --repeat, else 0
  std::string replay;  // the command that does it again
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
  std::vector<SubjectIdentity> subjects;
  std::string operating_system;
  std::uint64_t seed = 0;
  double calibration = 1.0;
  double deadline_scale = 1.0;
  int jobs = 1;
  std::string sweep = "full";
  bool interrupted = false;
  double duration_ms = 0;
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

// The exit status of `run` and `judge`: 0 all as required, 1 non-conformance (`non_strict` too when
// `strict`), 3 the harness failed, 4 only flaky, 130 interrupted; 130 beats 3 beats 1 beats 4.
[[nodiscard]] int exit_status(const Record& record, bool strict);

}  // namespace wiretrial::model
