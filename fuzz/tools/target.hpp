// What every target defines, and who calls it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::fuzz {

// Checks the target's invariant for one input; see `check`. The same input always does the same.
void test_one_input(std::string_view input);

// Makes another input for this target out of `input`, at most `max_bytes` long. The same seed makes
// the same.
[[nodiscard]] std::string mutate_input(std::string_view input, std::size_t max_bytes,
                                       std::uint64_t seed);

// Whether every input is to be tried by every oracle, as it is in a replay. A fuzzer that is not
// asked for it (WIRETRIAL_FUZZ_EVERYTHING=1) takes turns at the dearer ones, which finds more in
// the same time.
[[nodiscard]] bool tries_everything();

}  // namespace wiretrial::fuzz
