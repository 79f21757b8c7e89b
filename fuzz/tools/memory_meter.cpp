#include "fuzz/tools/memory_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

bool is_measuring = false;
std::ptrdiff_t used_bytes = 0;
std::ptrdiff_t most_bytes = 0;

// How many calls are left up to the one that fails; 0 when none is to fail, or has.
std::uint64_t calls_to_failure = 0;

// Under AddressSanitizer malloc is the sanitizer's, so that nothing is hidden from it.
void* take(std::size_t size) {
  if (calls_to_failure > 0 && --calls_to_failure == 0) throw std::bad_alloc();
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) throw std::bad_alloc();
  if (is_measuring) {
    used_bytes += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    most_bytes = std::max(most_bytes, used_bytes);
  }
  return memory;
}

void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  if (is_measuring) used_bytes -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
}
// The standard library's sorting asks in this way; what it gets is given back as everything is.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return take(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept {
  return operator new(size, nothrow);
}
void operator delete(void* memory) noexcept {
  give_back(memory);
}
void operator delete[](void* memory) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  give_back(memory);
}

namespace wiretrial::fuzz {

MemoryMeter::MemoryMeter() {
  used_bytes = 0;
  most_bytes = 0;
  is_measuring = true;
}

MemoryMeter::~MemoryMeter() {
  is_measuring = false;
}

std::size_t MemoryMeter::peak_bytes() const {
  return static_cast<std::size_t>(most_bytes);
}

std::ptrdiff_t MemoryMeter::kept_bytes() const {
  return used_bytes;
}

FailingAllocation::FailingAllocation(std::uint64_t number) {
  calls_to_failure = number;
}

FailingAllocation::~FailingAllocation() {
  calls_to_failure = 0;
}

bool FailingAllocation::happened() const {
  return calls_to_failure == 0;
}

}  // namespace wiretrial::fuzz
