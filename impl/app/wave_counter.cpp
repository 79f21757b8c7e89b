#include "impl/app/wave_counter.hpp"

namespace wiretrial::impl {

std::size_t WaveCounter::receive(std::string_view bytes) {
  std::size_t waves = 0;
  for (const char byte : bytes) {
    is_wrong_ = is_wrong_ || byte != wave_line[matched_bytes_];
    if (is_wrong_) break;
    if (++matched_bytes_ < wave_line.size()) continue;
    matched_bytes_ = 0;
    ++waves;
  }
  return waves;
}

}  // namespace wiretrial::impl
