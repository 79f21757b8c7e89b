// Scenario files -> scenarios.
#pragma once

#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/load/protocol.hpp"
#include "harness/load/wanted.hpp"
#include "harness/model/scenario.hpp"

namespace wiretrial::load {

// Reads scenario files, and the `*.json` files anywhere below directories, in the order of their
// names; schemas, protocol.json, `*subject.json`, `*mutants.json` and
// `*baseline.json` are none, and folders of other
// protocols (with a protocol.json that is not `protocol.file`) are left out. Scenarios keep the
// order of their file. Throws LoadError with up to `most_problems` problems: whatever the form of a
// file forbids, unknown words, requirements that do not exist or do not bind the role, ids that
// stand twice or are not named after the file's folder below `scenarios`, names of connections and
// snapshots that no step made.
//
// Files are read side by side. Of a scenario that is not `wanted` only the head is read, and its steps may be
// wrong: writing out large contents takes longer than everything else.
[[nodiscard]] std::vector<model::Scenario> load_scenarios(const std::vector<std::string>& paths,
                                                          const Protocol& protocol,
                                                          const Wanted& wanted = {});

// The same for the text of one file that is made by a program: what only the schema forbids is not
// looked for. `name` is the file's name in messages. Throws LoadError.
[[nodiscard]] std::vector<model::Scenario> read_scenario_text(const std::string& name,
                                                              const std::string& text,
                                                              const Protocol& protocol);

// The identity of a set of scenarios: a hash (32 hexadecimal digits) of the files that
// `load_scenarios` would read, and of protocol.json, with their names below the given paths. Throws
// LoadError when one cannot be read.
[[nodiscard]] std::string scenario_set_hash(const std::vector<std::string>& paths,
                                            const std::string& protocol_file);

}  // namespace wiretrial::load
