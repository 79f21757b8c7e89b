// A fuzzer's input taken apart: the text in front, and behind it a few bytes that say what is done
// with the text. The decisions stand at the end, so that a change of the text does not move them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::fuzz {

inline constexpr std::size_t decision_bytes = 8;

struct Input {
  std::string_view text;
  std::uint64_t decisions = 0;  // one number, meant to be taken for a seed; 0 when there is no room
};

[[nodiscard]] inline Input split_input(std::string_view input) {
  if (input.size() < decision_bytes) return {input, 0};
  Input parts{input.substr(0, input.size() - decision_bytes), 0};
  for (const char byte : input.substr(parts.text.size())) {
    parts.decisions = parts.decisions << 8U | static_cast<unsigned char>(byte);
  }
  return parts;
}

// The input that `split_input` takes apart into these.
[[nodiscard]] inline std::string join_input(std::string_view text, std::uint64_t decisions) {
  std::string input(text);
  for (unsigned shift = decision_bytes * 8; shift > 0; shift -= 8) {
    input += static_cast<char>(decisions >> (shift - 8) & 0xffU);
  }
  return input;
}

// The first bytes of an input, one after another; behind the last there are zeros.
class ByteSource {
 public:
  explicit ByteSource(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return first;
  }

  // A number from 0 to `bound` - 1; `bound` is not 0.
  std::size_t below(std::size_t bound) {
    const std::size_t high = byte();
    return (high << 8U | byte()) % bound;
  }

  // Up to `length` bytes.
  std::string_view text(std::size_t length) {
    const std::string_view front = bytes_.substr(0, std::min(length, bytes_.size()));
    bytes_.remove_prefix(front.size());
    return front;
  }

 private:
  std::string_view bytes_;
};

}  // namespace wiretrial::fuzz
