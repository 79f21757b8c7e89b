// One direction of a connection without a network: bytes in order, an end, and no room at times.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace wiretrial::fuzz {

class Pipe {
 public:
  // Takes a front part of `bytes` and returns how many there was room for.
  std::size_t write(std::string_view bytes, std::size_t most_bytes) {
    const std::size_t room = capacity_bytes - std::min(capacity_bytes, bytes_.size());
    const std::size_t count = ended_ ? 0 : std::min({bytes.size(), most_bytes, room});
    bytes_ += bytes.substr(0, count);
    return count;
  }

  // Gives up to so many bytes, in order.
  std::string read(std::size_t most_bytes) {
    const std::size_t count = std::min(most_bytes, bytes_.size());
    std::string front = bytes_.substr(0, count);
    bytes_.erase(0, count);
    return front;
  }

  // FIN: nothing more is written; what is under way still arrives.
  void end() { ended_ = true; }

  // RST: what is under way is lost.
  void reset() {
    bytes_.clear();
    ended_ = true;
  }

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] bool at_end() const { return ended_ && bytes_.empty(); }

 private:
  static constexpr std::size_t capacity_bytes = 1024;
  std::string bytes_;
  bool ended_ = false;
};

}  // namespace wiretrial::fuzz
