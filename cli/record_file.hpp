// A record as `run` left it: record.json, and the payloads beside it.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::cli {

// Throws FileError when there is no such file, or it holds no record of this version.
[[nodiscard]] model::Record read_record_file(const std::string& name);

// The trial of that record with the payloads that lie beside it. Throws FileError when one is
// absent or another than it was.
[[nodiscard]] model::TrialRecord with_payloads(model::TrialRecord trial,
                                               const std::string& record_name);

// Writes a report that somebody asked for. Throws FileError when that cannot be done.
void write_text_file(const std::string& name, const std::string& text);

}  // namespace wiretrial::cli
