#include "fuzz/tools/memory_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::size_t used_bytes = 0;
std::size_t most_bytes = 0;

void note_taken(std::size_t size) {
  used_bytes += size;
  most_bytes = std::max(most_bytes, used_bytes);
}

}  // namespace

// Under AddressSanitizer operator new is the sanitizer's, which tells whoever asks.
#if defined(__SANITIZE_ADDRESS__)
#define WIRETRIAL_ASKS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WIRETRIAL_ASKS_SANITIZER 1
#endif
#endif

#ifdef WIRETRIAL_ASKS_SANITIZER

extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void*,
                                                                       std::size_t),
                                                         void (*freed)(const volatile void*));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void* memory);

namespace {

void taken(const volatile void*, std::size_t size) {
  note_taken(size);
}

// What was taken before the hooks were installed was not counted.
void freed(const volatile void* memory) {
  if (memory == nullptr) return;
  used_bytes -= std::min(used_bytes, __sanitizer_get_allocated_size(memory));
}

[[maybe_unused]] const int installed = __sanitizer_install_malloc_and_free_hooks(taken, freed);

}  // namespace

#else

namespace {

void* take(std::size_t size) {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) throw std::bad_alloc();
  note_taken(malloc_usable_size(memory));
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

#endif

namespace wiretrial::fuzz {

MemoryMeter::MemoryMeter() : before_(used_bytes) {
  most_bytes = used_bytes;
}

std::size_t MemoryMeter::peak_bytes() const {
  return most_bytes - before_;
}

}  // namespace wiretrial::fuzz
