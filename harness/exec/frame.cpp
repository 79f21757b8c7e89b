#include "harness/exec/frame.hpp"

#include <cstring>

namespace wiretrial::exec {

namespace {

constexpr std::size_t head_bytes = 1 + sizeof(std::uint32_t) + sizeof(std::uint32_t);

// Both ends are the same program on the same machine, so the byte order is the machine's.
void put(std::string& target, std::uint32_t value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  target.append(raw, sizeof value);
}

std::uint32_t get(std::string_view source) {
  std::uint32_t value = 0;
  std::memcpy(&value, source.data(), sizeof value);
  return value;
}

}  // namespace

std::string encode(const Frame& frame) {
  std::string bytes(1, static_cast<char>(frame.kind));
  put(bytes, frame.process);
  put(bytes, static_cast<std::uint32_t>(frame.payload.size()));
  return bytes + frame.payload;
}

std::optional<Frame> FrameReader::next() {
  if (buffer_.size() < head_bytes) return std::nullopt;
  const std::string_view view = buffer_;
  const std::size_t length = get(view.substr(1 + sizeof(std::uint32_t)));
  if (buffer_.size() < head_bytes + length) return std::nullopt;
  Frame frame{static_cast<FrameKind>(view[0]), get(view.substr(1)),
              std::string(view.substr(head_bytes, length))};
  buffer_.erase(0, head_bytes + length);
  return frame;
}

std::string join_arguments(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += part + '\0';
  return joined;
}

std::vector<std::string> split_arguments(std::string_view joined) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    const auto end = joined.find('\0');
    parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(end == std::string_view::npos ? joined.size() : end + 1);
  }
  return parts;
}

}  // namespace wiretrial::exec
