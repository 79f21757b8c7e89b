// What libFuzzer calls.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz/tools/target.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

bool wiretrial::fuzz::tries_everything() {
  static const bool asked = std::getenv("WIRETRIAL_FUZZ_EVERYTHING") != nullptr;
  return asked;
}

// What was freed stays poisoned until so much more was: thousands of inputs. The default of 256 MB
// keeps asking the system for pages.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=16:malloc_context_size=16";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wiretrial::fuzz::test_one_input({reinterpret_cast<const char*>(data), size});
  return 0;
}

// One call in five is libFuzzer's own, which knows the dictionary and what comparisons it saw.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  if (seed % 5 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::string output = wiretrial::fuzz::mutate_input(input, max_size, seed);
  std::copy_n(output.begin(), std::min(output.size(), max_size), data);
  return std::min(output.size(), max_size);
}
