// Whatever a record's text is, it is read, or a RecordError is thrown; nothing else comes of it. A
// record that was read is written in a form that is read again as the same, and counted.
#pragma once

#include <functional>
#include <string_view>

#include "fuzz/tools/oracles.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::fuzz {

// The functions of record_json.hpp that read.
struct RecordReaders {
  std::function<model::Record(std::string_view text)> read_record = model::read_record;
  std::function<model::TrialRecord(std::string_view line)> read_trial = model::read_trial;
};

void check_record(const RecordReaders& readers, std::string_view text, OracleSet oracles);

}  // namespace wiretrial::fuzz
