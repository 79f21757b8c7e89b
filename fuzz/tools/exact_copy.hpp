// Buffers that end where they end.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>

namespace wiretrial::fuzz {

// A heap copy of exactly the size of its text, so that a sanitizer traps a read by one byte beyond.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text)
      : size_(text.size()), bytes_(std::make_unique<char[]>(text.size())) {
    std::copy(text.begin(), text.end(), bytes_.get());
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace wiretrial::fuzz
