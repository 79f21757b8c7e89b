#include "harness/protocol/builder.hpp"

#include <initializer_list>
#include <string_view>

#include "harness/protocol/charset.hpp"
#include "harness/protocol/header_builder.hpp"

namespace wiretrial::protocol {

namespace {

std::string encoded(const std::string& text, const std::string& charset, const char* what) {
  try {
    return encode_text(text, charset);
  } catch (const std::invalid_argument& error) {
    throw BuildError(std::string(what) + ": " + error.what());
  }
}

std::string build_prefix(std::uint64_t length, const FrameDescription& frame) {
  const std::size_t width = frame.prefix_width;
  if (width < 8 && (length >> (8 * width)) != 0) {
    throw BuildError("a prefix of " + std::to_string(width) +
                     " bytes cannot hold the header length " + std::to_string(length));
  }
  std::string prefix(width, '\0');
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t index = frame.prefix_endianness == Endianness::big ? width - 1 - i : i;
    prefix[index] = static_cast<char>((length >> (8 * i)) & 0xffU);
  }
  return prefix;
}

void append_field(model::Bytes& bytes, const std::string& name,
                  std::initializer_list<std::string_view> parts) {
  const std::size_t begin = bytes.data.size();
  for (const std::string_view part : parts) bytes.data.own() += part;
  bytes.spans.push_back({name, begin, bytes.data.size() - begin});
}

}  // namespace

model::Bytes build_message(const MessageSpec& spec, const FrameDescription& frame) {
  // Contents are of many megabytes, some of them: they are copied once.
  const bool plain = !spec.json || spec.charset.empty();
  const std::string converted = plain ? "" : encoded(spec.content, spec.charset, "content");
  const std::string& content = plain ? spec.content : converted;
  const std::size_t content_size = content.size() + spec.content_tail.size();
  std::string header = build_header(spec, content_size, frame);
  if (!spec.header_charset.empty()) header = encoded(header, spec.header_charset, "header");
  header = spec.header_before + header + spec.header_after;
  const std::string prefix = build_prefix(spec.header_length.value_or(header.size()), frame);
  model::Bytes bytes;
  bytes.data.own().reserve(prefix.size() + header.size() + content_size);
  append_field(bytes, frame.prefix, {prefix});
  append_field(bytes, frame.header, {header});
  append_field(bytes, frame.content, {content, spec.content_tail});
  return bytes;
}

}  // namespace wiretrial::protocol
