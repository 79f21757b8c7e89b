// A trial of a record, found by its name and made ready to be performed again.
#pragma once

#include <string>
#include <vector>

#include "harness/model/record.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

// The trial of this name, which may lack its `@subject` when only one subject had such a trial. Of
// the repeats of one trial the first that failed, else the first. Throws UsageError, naming what
// may have been meant.
[[nodiscard]] const model::TrialRecord& find_trial(const model::Record& record,
                                                   const std::string& record_name,
                                                   const std::string& name);

// The description files of the subjects that the trial was performed on, as the record names them.
// Throws UsageError when one is not there.
[[nodiscard]] std::vector<std::string> description_files(const model::Record& record,
                                                         const model::TrialRecord& trial);

// The same plan, byte for byte, for these subjects, and for this machine: `unsupported` when it
// lacks something. Throws UsageError when they lack the trial's role, or it was not performed.
[[nodiscard]] model::Plan plan_again(const model::TrialRecord& trial,
                                     const std::vector<model::Subject>& subjects);

}  // namespace wiretrial::cli
