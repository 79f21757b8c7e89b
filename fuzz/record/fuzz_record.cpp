// The record's readers have the property of record_property.hpp.
#include "fuzz/record/record_property.hpp"
#include "fuzz/tools/mutations.hpp"
#include "fuzz/tools/target.hpp"

namespace wiretrial::fuzz {

void test_one_input(std::string_view input) {
  static const RecordReaders readers;
  check_record(readers, input, OracleSet::all());
}

std::string mutate_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  return mutate_json_input(input, max_bytes, seed);
}

}  // namespace wiretrial::fuzz
