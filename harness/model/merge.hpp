// The records of shards -> the record of the run that they are parts of.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::model {

struct NamedRecord {
  std::string name;  // for messages
  Record record;
};

// Makes one record of all shards of one run, in any order. Calibration and duration are those of
// the slowest shard, jobs those of the busiest; payloads stay where they are. Throws RecordError,
// naming the records, when they are not the shards of one run (another suite, subject, seed or
// selection), when a shard is missing or there twice, and when trials are missing or there twice.
[[nodiscard]] Record merge_records(std::vector<NamedRecord> parts);

}  // namespace wiretrial::model
