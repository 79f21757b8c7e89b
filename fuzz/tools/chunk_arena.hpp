// Where the pieces of a stream stand while they are read: buffers that end where they end.
#pragma once

#include <cstddef>
#include <string_view>

namespace wiretrial::fuzz {

// Lends memory of exactly the size of a piece: a read by one byte beyond it traps, under
// AddressSanitizer by the sanitizer, elsewhere because an inaccessible page begins there. Under
// AddressSanitizer a read of an earlier piece traps too; elsewhere it finds other bytes. It does
// what a heap block for each piece would do, for a tenth of the time.
class ChunkArena {
 public:
  ChunkArena() = default;
  ~ChunkArena() { release(); }
  ChunkArena(const ChunkArena&) = delete;
  ChunkArena& operator=(const ChunkArena&) = delete;

  // A copy of `piece`, there until the next call.
  [[nodiscard]] std::string_view place(std::string_view piece);

  // A new input: places are given from the beginning again.
  void begin() { next_ = 0; }

 private:
  void make_room(std::size_t size);
  void release();

  char* bytes_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t next_ = 0;
  std::string_view lent_;
};

}  // namespace wiretrial::fuzz
