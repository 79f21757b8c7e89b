#include "harness/protocol/stop_point.hpp"

#include <algorithm>

#include "harness/protocol/reader.hpp"

namespace wiretrial::protocol {

namespace {

StopPoint too_short(std::size_t length) {
  return {0, false, length};
}

StopPoint within_message(std::size_t within, std::string_view stream,
                         const FrameDescription& frame) {
  const auto size = declared_size(stream, frame);
  if (size && within > *size) return too_short(*size);
  if (size) return {within, true, {}};
  const auto header_end = declared_header_end(stream, frame);
  // Up to the end of what is known of it the message is certainly there.
  const std::size_t known = header_end.value_or(frame.prefix_width);
  const bool no_length = header_end && stream.size() >= *header_end;
  return within <= known || no_length ? StopPoint{within, true, {}} : StopPoint{known, false, {}};
}

StopPoint within_content(std::size_t within, std::size_t header_end, std::string_view stream,
                         const FrameDescription& frame) {
  if (stream.size() < header_end) return {header_end, false, {}};
  const auto size = declared_size(stream, frame);
  if (size && within >= *size - header_end) return too_short(*size - header_end);
  return {header_end + within, true, {}};
}

}  // namespace

StopPoint find_stop_point(std::string_view field, std::size_t within, std::string_view stream,
                          const FrameDescription& frame) {
  if (field.empty()) return within_message(within, stream, frame);
  if (field == frame.prefix) {
    if (within >= frame.prefix_width) return too_short(frame.prefix_width);
    return {within, true, {}};
  }
  const auto header_end = declared_header_end(stream, frame);
  if (!header_end) return {frame.prefix_width, false, {}};
  if (field == frame.header) {
    const std::size_t length = *header_end - frame.prefix_width;
    if (within >= length) return too_short(length);
    return {frame.prefix_width + within, true, {}};
  }
  if (field == frame.content) return within_content(within, *header_end, stream, frame);
  if (stream.size() < *header_end) return {*header_end, false, {}};
  const auto size = declared_size(stream, frame);
  return {size.value_or(*header_end), true, {}};
}

}  // namespace wiretrial::protocol
