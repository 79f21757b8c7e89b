// A plan: what the executor does for one trial, and all that the judge must know of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/scenario.hpp"

namespace wiretrial::model {

struct Plan {
  std::string trial;  // scenario[#place]@subject, unique in a record
  std::string scenario;
  std::string place;    // "header+17" for a member of a sweep, else empty
  std::string subject;  // in a pair: "client+server"
  std::string requirement;
  std::vector<std::string> also;
  Role role = Role::server;
  Level level = Level::must;
  std::string title;
  std::string why;  // what goes wrong in practice when the clause is broken so; may be empty
  std::uint64_t seed = 0;  // hash of the suite's seed and the trial's name
  int repeat = 0;          // 1, 2, ... with --repeat, else 0; the record keeps it beside the plan
  bool smoke = false;
  bool fresh = false;      // a subject of its own: other settings, signals, limits
  bool waits = false;      // waits out a deadline: runs beside the workers
  bool isolated = false;   // performed in a network namespace of its own
  std::string not_scored;  // why the outcome counts for nothing in this run, else empty
  std::optional<Dispute> disputed;
  std::string probes;  // a word that the subject's `supports` lacks: does it have it after all?
  std::string unsupported;  // why it is not run, else empty
  // How the client says that it succeeded or failed, from its description; empty: the exit status.
  std::string success_pattern;
  std::string failure_pattern;
  std::string opaque_as = "raw";
  // The two programs of a pair by their subjects; empty for the other roles.
  std::string client_subject;
  std::string server_subject;
  Settings settings;
  std::vector<std::string>
      limits_awaited;  // settings (in ms) that the scenario chose: its waits include them
  Compare compare = Compare::none;
  std::vector<Run> runs;
  Steps control;  // steps of the positive control, empty when there is none
};

}  // namespace wiretrial::model
