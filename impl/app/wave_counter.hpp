// Reads what a wave server sends (PROTOCOL.md WAV-1, WAV-6).
#pragma once

#include <cstddef>
#include <string_view>

namespace wiretrial::impl {

inline constexpr std::string_view wave_line = "wave\n";

class WaveCounter {
 public:
  // Takes the next bytes of a connection, however they are cut. Returns how many waves they
  // completed. After a byte that belongs to no wave, is_wrong() holds and nothing counts any more.
  [[nodiscard]] std::size_t receive(std::string_view bytes);

  [[nodiscard]] bool is_wrong() const { return is_wrong_; }

 private:
  std::size_t matched_bytes_ = 0;
  bool is_wrong_ = false;
};

}  // namespace wiretrial::impl
