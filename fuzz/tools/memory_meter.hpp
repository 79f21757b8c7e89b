// How much memory some work needs, and what it does when there is none. A program that links
// memory_meter.cpp has its own operator new, which counts and can fail. For programs of one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wiretrial::fuzz {

// Measures from its beginning to its end; one at a time.
class MemoryMeter {
 public:
  MemoryMeter();
  ~MemoryMeter();
  MemoryMeter(const MemoryMeter&) = delete;
  MemoryMeter& operator=(const MemoryMeter&) = delete;

  // The most bytes that were in use at one time, beyond those that were when the meter was made.
  [[nodiscard]] std::size_t peak_bytes() const;
  // How many bytes are in use that were not when the meter was made.
  [[nodiscard]] std::ptrdiff_t kept_bytes() const;
};

// As long as it lives, the `number`-th call of operator new (1 is the next) throws std::bad_alloc;
// one at a time.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::uint64_t number);
  ~FailingAllocation();
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;

  // Whether it came to that call.
  [[nodiscard]] bool happened() const;
};

}  // namespace wiretrial::fuzz
