// Bytes for the tests of impl: frames from any header text, and buffers that end where they end.
#pragma once

#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace wiretrial::impl::test {

// A heap copy of exactly the size of its text, so that a sanitizer traps a read by one byte beyond.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text)
      : size_(text.size()), bytes_(std::make_unique<char[]>(text.size())) {
    if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

// The parts one after another. (g++ 12 warns, wrongly, of a literal + a temporary string.)
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

// A frame around any header text, right or wrong, of at most 65,535 bytes.
inline std::string frame(std::string_view header, std::string_view content = "") {
  std::string bytes;
  bytes += static_cast<char>(header.size() >> 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += header;
  bytes += content;
  return bytes;
}

// A valid header; `extra` is put in as it is, behind the opening brace.
inline std::string header_text(std::string_view content_length, std::string_view extra = "",
                               std::string_view content_type = "text/json",
                               std::string_view content_encoding = "utf-8") {
  std::string text = "{";
  text += extra;
  text += R"("byteorder":"little","content-length":)";
  text += content_length;
  text += R"(,"content-type":")";
  text += content_type;
  text += R"(","content-encoding":")";
  text += content_encoding;
  text += "\"}";
  return text;
}

inline std::string json_message(std::string_view content) {
  return frame(header_text(std::to_string(content.size())), content);
}

}  // namespace wiretrial::impl::test
