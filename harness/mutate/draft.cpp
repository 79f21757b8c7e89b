#include "harness/mutate/draft.hpp"

#include <algorithm>
#include <utility>

#include "harness/protocol/json_text.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::mutate {

namespace {

using protocol::FrameDescription;

// The name of a member as it is spelled: what stands between its opening quote and the last one
// before the value.
std::string spelled_name(std::string_view header, const protocol::JsonMember& member) {
  const std::size_t close = header.rfind('"', member.offset - 1);
  return std::string(header.substr(member.name_offset, close + 1 - member.name_offset));
}

bool is_length_member(const DraftMember& member, const FrameDescription& frame) {
  return protocol::decode_json_string(member.name) == frame.content_length_member;
}

void append_prefix(std::string& bytes, std::uint64_t value, const FrameDescription& frame) {
  const std::size_t width = frame.prefix_width;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t place =
        frame.prefix_endianness == protocol::Endianness::big ? width - 1 - i : i;
    bytes += static_cast<char>(value >> (8 * place) & 0xffU);
  }
}

bool fits_prefix(std::size_t size, const FrameDescription& frame) {
  return frame.prefix_width >= sizeof size || size >> (8 * frame.prefix_width) == 0;
}

}  // namespace

Draft header_draft(std::string_view header) {
  Draft draft;
  const protocol::JsonScan scan = protocol::scan_json(header);
  if (scan.error || scan.type != protocol::JsonType::object) {
    draft.header_before = header;
    return draft;
  }
  draft.members.emplace();
  for (const protocol::JsonMember& member : scan.members) {
    draft.members->push_back({spelled_name(header, member), std::string(member.raw)});
  }
  return draft;
}

DraftStream take_apart(std::string_view stream, const FrameDescription& frame) {
  DraftStream parts;
  while (true) {
    const std::optional<std::size_t> header_end = protocol::declared_header_end(stream, frame);
    if (!header_end || *header_end > stream.size() || *header_end == frame.prefix_width) break;
    const auto size = protocol::declared_size(stream, frame);
    Draft draft = header_draft(stream.substr(frame.prefix_width, *header_end - frame.prefix_width));
    // Without a usable length nobody can tell where the content ends.
    const std::size_t end = std::min(size.value_or(stream.size()), stream.size());
    draft.content = stream.substr(*header_end, end - *header_end);
    parts.messages.push_back(std::move(draft));
    stream.remove_prefix(end);
  }
  parts.tail = stream;
  return parts;
}

std::string header_of(const Draft& draft) {
  std::string header = draft.header_before;
  if (draft.members) {
    header += '{';
    for (std::size_t i = 0; i < draft.members->size(); ++i) {
      const DraftMember& member = (*draft.members)[i];
      if (i > 0) header += ',';
      header += member.name;
      header += ':';
      header += member.value;
    }
    header += '}';
  }
  return header + draft.header_after;
}

std::string put_together(const DraftStream& stream, const FrameDescription& frame) {
  std::string bytes;
  for (const Draft& draft : stream.messages) {
    const std::string header = header_of(draft);
    append_prefix(bytes, draft.header_length.value_or(header.size()), frame);
    bytes += header;
    bytes += draft.content;
  }
  return bytes + stream.tail;
}

void make_lengths_true(DraftStream& stream, const FrameDescription& frame) {
  for (Draft& draft : stream.messages) {
    draft.header_length.reset();
    if (!draft.members) continue;
    const std::vector<DraftMember> before = *draft.members;
    for (DraftMember& member : *draft.members) {
      if (is_length_member(member, frame)) member.value = std::to_string(draft.content.size());
    }
    if (!fits_prefix(header_of(draft).size(), frame)) draft.members = before;
  }
}

}  // namespace wiretrial::mutate
