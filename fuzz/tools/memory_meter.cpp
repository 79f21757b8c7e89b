#include "fuzz/tools/memory_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::size_t used_bytes = 0;
std::size_t most_bytes = 0;

void* take(std::size_t size) {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) throw std::bad_alloc();
  used_bytes += malloc_usable_size(memory);
  most_bytes = std::max(most_bytes, used_bytes);
  return memory;
}

void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  used_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
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

MemoryMeter::MemoryMeter() : before_(used_bytes) {
  most_bytes = used_bytes;
}

std::size_t MemoryMeter::peak_bytes() const {
  return most_bytes - before_;
}

}  // namespace wiretrial::fuzz
