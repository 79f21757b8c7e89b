// Whether a subject's programs can be started, told before the first trial instead of once for
// each.
#pragma once

#include <string>

#include "harness/model/subject.hpp"

namespace wiretrial::exec {

// One line for each program or working directory of the description that cannot be used, with its
// place and the reason (program_file.hpp); empty when all can.
[[nodiscard]] std::string check_command(const model::Subject& subject);

}  // namespace wiretrial::exec
