// How much memory some work needs. A program that links memory_meter.cpp has its own operator new,
// which counts.
#pragma once

#include <cstddef>

namespace wiretrial::fuzz {

// Measures from its beginning on; one at a time, in programs of one thread.
class MemoryMeter {
 public:
  MemoryMeter();
  // The most bytes that were in use at one time, beyond those that were when the meter was made.
  [[nodiscard]] std::size_t peak_bytes() const;

 private:
  std::size_t before_;
};

}  // namespace wiretrial::fuzz
