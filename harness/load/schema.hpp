// The published JSON Schemas, as they are in the binary.
#pragma once

#include "harness/load/json_file.hpp"
#include "harness/load/problems.hpp"

namespace wiretrial::load {

enum class Schema { protocol, scenario, subject, mutants, baseline };

// Checks a file that the readers found no fault with against its schema, so that what editors say
// and what the program says is the same. Adds one problem when it deviates, for the deepest place.
// Throws std::runtime_error when the schema itself is unusable.
void check_schema(const JsonFile& json, Schema schema, Problems& problems);

}  // namespace wiretrial::load
