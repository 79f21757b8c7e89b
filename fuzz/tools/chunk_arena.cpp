#include "fuzz/tools/chunk_arena.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/sanitizers.hpp"

#ifdef WIRETRIAL_HAS_ADDRESS_SANITIZER

extern "C" void __asan_poison_memory_region(const volatile void* place, std::size_t size);
extern "C" void __asan_unpoison_memory_region(const volatile void* place, std::size_t size);

#endif

namespace wiretrial::fuzz {
namespace {

constexpr std::size_t least_capacity_bytes = 1U << 20U;

[[maybe_unused]] std::size_t rounded_up(std::size_t size, std::size_t unit) {
  return (size + unit - 1) / unit * unit;
}

}  // namespace

#ifdef WIRETRIAL_HAS_ADDRESS_SANITIZER

// The sanitizer knows which bytes of a granule of eight are accessible as long as these are the
// first ones, so that each piece begins with one; the bytes between two pieces never are.
constexpr std::size_t granule_bytes = 8;
constexpr std::size_t gap_bytes = 16;

void ChunkArena::release() {
  if (bytes_ == nullptr) return;
  __asan_unpoison_memory_region(bytes_, capacity_);
  std::free(bytes_);
}

void ChunkArena::make_room(std::size_t size) {
  const std::size_t most = size + 2 * gap_bytes;
  if (next_ + most <= capacity_) return;
  next_ = 0;
  if (most <= capacity_) return;
  release();
  capacity_ = rounded_up(std::max(least_capacity_bytes, 2 * most), granule_bytes);
  bytes_ = static_cast<char*>(std::malloc(capacity_));
  check(bytes_ != nullptr, "there is room for the pieces");
  __asan_poison_memory_region(bytes_, capacity_);
}

std::string_view ChunkArena::place(std::string_view piece) {
  __asan_poison_memory_region(lent_.data(), lent_.size());
  make_room(piece.size());
  char* const start = bytes_ + next_ + gap_bytes;
  __asan_unpoison_memory_region(start, piece.size());
  if (!piece.empty()) std::memcpy(start, piece.data(), piece.size());
  next_ += rounded_up(gap_bytes + piece.size(), granule_bytes);
  lent_ = {start, piece.size()};
  return lent_;
}

#else

void ChunkArena::release() {
  if (bytes_ == nullptr) return;
  ::munmap(bytes_, capacity_ + static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
}

void ChunkArena::make_room(std::size_t size) {
  if (size <= capacity_) return;
  release();
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  capacity_ = rounded_up(std::max(least_capacity_bytes, 2 * size), page);
  void* const place =
      ::mmap(nullptr, capacity_ + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(place != MAP_FAILED, "there is room for the pieces");
  bytes_ = static_cast<char*>(place);
  check(::mprotect(bytes_ + capacity_, page, PROT_NONE) == 0, "a page can be made inaccessible");
}

std::string_view ChunkArena::place(std::string_view piece) {
  make_room(std::max<std::size_t>(piece.size(), 1));
  char* const start = bytes_ + capacity_ - piece.size();
  if (!piece.empty()) std::memcpy(start, piece.data(), piece.size());
  return {start, piece.size()};
}

#endif

}  // namespace wiretrial::fuzz
