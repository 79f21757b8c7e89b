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

}  // namespace wiretrial::load
