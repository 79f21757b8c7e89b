// subject.json -> the description of an implementation on trial.
#pragma once

#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::load {

// Reads a subject's description. A program path with a slash, and `cwd`, are made absolute against
// the file's folder, which is also the default of `cwd`. "ipv4" is always among `supports`. Throws
// LoadError.
[[nodiscard]] model::Subject load_subject(const std::string& file);

// Whether the programs that the description names can be started: one line for each that cannot
// (not found, not executable, no such working directory), empty when all can. Looks in PATH for a
// name without a slash.
[[nodiscard]] std::string check_command(const model::Subject& subject);

}  // namespace wiretrial::load
