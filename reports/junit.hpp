// The record as JUnit XML, which CI systems read.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// One suite for each subject and role. `fail` and `flaky` are failures, `harness_error` is an
// error, `unsupported` and `not_run` are skipped; `non_strict` and `informational` pass, with a
// note in system-out. Characters that XML 1.0 cannot hold become \xNN.
[[nodiscard]] std::string render_junit(const model::Record& record);

}  // namespace wiretrial::reports
