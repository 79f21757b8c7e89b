// Faults in the content of a stream (FAULTS.md W39): bytes that are dropped, duplicated, inserted,
// changed or moved. TCP's checksums keep such faults from the network; programs make them.
#pragma once

#include "harness/load/place.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::load {

// Makes the edits of the array, one after another, each at a place of the bytes as the edit before
// left them. Spans keep their names and grow or shrink with what is done inside them. Faults are
// reported at their place.
void apply_edits(const Place& edits, model::Bytes& bytes);

}  // namespace wiretrial::load
