// A scenario: one experiment, written as data, before it is planned for a subject.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/requirement.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::model {

enum class Sweep {
  none,
  stop_at_every_offset,   // one trial for each offset: the swept send stops there (0 to size - 1)
  split_at_every_offset,  // one trial for each offset: the swept send is cut there (1 to size - 1)
  read_to_every_offset,   // one trial for each offset: the swept read stops there (0 to size - 1)
  fault_at_every_offset,  // one trial for each offset: the swept fault of a pair's proxy is there
};

template <>
struct Names<Sweep> {
  static constexpr std::array<std::pair<Sweep, std::string_view>, 5> table{
      {{Sweep::none, "none"},
       {Sweep::stop_at_every_offset, "stop-at-every-offset"},
       {Sweep::split_at_every_offset, "split-at-every-offset"},
       {Sweep::read_to_every_offset, "read-to-every-offset"},
       {Sweep::fault_at_every_offset, "fault-at-every-offset"}}};
};

enum class Compare {
  none,
  same_outcome,       // every run has the same canonical evidence (FRM-2, HDR-17)
  distinct_messages,  // what the client says differs from run to run, pair by pair (CLI-3)
};

template <>
struct Names<Compare> {
  static constexpr std::array<std::pair<Compare, std::string_view>, 3> table{
      {{Compare::none, "none"},
       {Compare::same_outcome, "same-outcome"},
       {Compare::distinct_messages, "distinct-messages"}}};
};

// What a scenario may tell the subject through placeholders; a name without a value has its
// default.
struct Settings {
  std::map<std::string, std::int64_t> values;  // idle_ms, max_content, connect_ms, response_ms
  std::string host = "ipv4";                   // "ipv4" or "ipv6"

  bool operator==(const Settings&) const = default;
};

struct Run {
  std::string name;
  Steps steps;
};

struct Scenario {
  std::string id;
  std::string requirement;
  std::vector<std::string> also;
  Role role = Role::server;
  std::string title;
  std::string why;
  bool smoke = false;
  bool control = true;             // a good exchange on a new connection follows (servers only)
  bool fresh = false;              // wants a subject of its own
  std::vector<std::string> needs;  // words of `supports` without which the trial is `unsupported`
  bool waits_for_rejection =
      false;           // derived: a stated idle limit that is too short makes it `unsupported`
  std::string probes;  // a word of `supports`: whether a subject that does not say it has it
  Settings settings;
  Sweep sweep = Sweep::none;
  Compare compare = Compare::none;
  std::vector<Run> runs;
  int since = 1;  // the revision of the protocol from which on it scores
  std::optional<Dispute> disputed;
  std::string without_mutant;  // why no mutant is known that it finds out; empty: there is one
  std::string file;            // where it was read, for messages
  std::string digest;  // hash of what it does: of all but its words for people and its provenance
  bool head_only = false;  // nobody wanted its steps: `runs` and `digest` are empty
};

}  // namespace wiretrial::model
