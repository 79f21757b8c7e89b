#include "harness/exec/stream_place.hpp"

#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

using model::StreamPoint;

namespace {

constexpr std::size_t prefix_bytes = 2;

// Where the nth message begins; nothing while the ends of those before it are not known.
std::optional<std::size_t> begin_of(std::string_view stream, std::size_t number) {
  if (number <= 1) return 0;
  const auto before = find_message(stream, number - 1);
  if (!before || before->end > stream.size()) return std::nullopt;
  return before->end;
}

// The point inside a message, of which `message` has come so far.
std::optional<std::size_t> point_in(std::string_view message, StreamPoint point) {
  const auto header_end = protocol::declared_header_end(message);
  const auto size = protocol::declared_size(message);
  switch (point) {
    case StreamPoint::start:
      return 0;
    case StreamPoint::header:
      return prefix_bytes;
    case StreamPoint::mid_header:
      if (!header_end) return std::nullopt;
      return prefix_bytes + (*header_end - prefix_bytes) / 2;
    case StreamPoint::content:
      return header_end;
    case StreamPoint::mid_content:
      if (!size) return std::nullopt;
      return *header_end + (*size - *header_end) / 2;
    case StreamPoint::end:
      return size;
  }
  return std::nullopt;
}

// Where the part that the point begins has its end; a place in it lies before that.
std::optional<std::size_t> part_end(std::string_view message, StreamPoint point) {
  if (point == StreamPoint::header) return protocol::declared_header_end(message);
  if (point == StreamPoint::end) return std::nullopt;
  return protocol::declared_size(message);
}

}  // namespace

std::optional<MessageBounds> find_message(std::string_view stream, std::size_t number) {
  const auto begin = begin_of(stream, number);
  if (!begin) return std::nullopt;
  const auto size = protocol::declared_size(stream.substr(*begin));
  if (!size) return std::nullopt;
  return MessageBounds{*begin, *begin + *size};
}

FoundPlace find_place(std::string_view stream, const model::StreamPlace& place) {
  const auto begin = begin_of(stream, place.message);
  if (!begin) return {};
  const std::string_view message = stream.substr(*begin);
  const auto point = point_in(message, place.point);
  if (!point) return {};
  const std::int64_t inside = static_cast<std::int64_t>(*point) + place.plus_bytes;
  if (inside < 0) return {std::nullopt, "the message begins behind it"};
  const auto offset = static_cast<std::size_t>(inside);
  const auto end = place.plus_bytes > 0 ? part_end(message, place.point) : std::nullopt;
  if (end && offset >= *end) {
    return {std::nullopt,
            "the message has no such byte: that part ends at byte " + std::to_string(*end)};
  }
  return {*begin + offset, ""};
}

}  // namespace wiretrial::exec
