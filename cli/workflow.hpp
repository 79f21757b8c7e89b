// What a workflow of GitHub is told of a run.
#pragma once

#include "harness/model/record.hpp"

namespace wiretrial::cli {

// Prints the annotations, and appends the markdown report to the file that GITHUB_STEP_SUMMARY
// names; where there is no such variable, only prints. Throws FileError when the file cannot be
// written.
void tell_github(const model::Record& record, bool strict);

}  // namespace wiretrial::cli
