#include "impl/mutants/odd_headers.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "impl/mutants/message_writer.hpp"

namespace wiretrial::mutants {
namespace {

using Pair = std::pair<std::string, std::string>;

// Names and values as JSON, in the order of PROTOCOL.md.
std::array<Pair, 4> members_of(const Message& message) {
  const Header& header = message.header;
  return {{{quoted("byteorder"), quoted(header.big_endian ? "big" : "little")},
           {quoted("content-length"), std::to_string(header.content_length)},
           {quoted("content-type"), quoted(header.content_type)},
           {quoted("content-encoding"), quoted(header.content_encoding)}}};
}

template <typename Members>
std::string object(const Members& members, std::string_view space) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ",";
    text.append(space).append(name).append(space).append(":").append(space).append(value);
    text += space;
  }
  return text + "}";
}

}  // namespace

std::string header_in_other_order(const Message& message) {
  auto members = members_of(message);
  std::rotate(members.begin(), members.begin() + 1, members.end());
  return object(members, " ");
}

std::string header_without_spaces(const Message& message) {
  return object(members_of(message), "");
}

std::string header_on_many_lines(const Message& message) {
  return "\r\n" + object(members_of(message), "\n\t\r ") + "\n";
}

std::string header_with_more_members(const Message& message) {
  const auto members = members_of(message);
  const std::array<Pair, 7> all{{{quoted("x"), "[[[{\"content-length\": [1, {\"a\": null}]}]]]"},
                                 members[0],
                                 members[1],
                                 {quoted("Content-Length"), "-1"},
                                 members[2],
                                 members[3],
                                 {quoted(""), "{\"byteorder\": 1e99, \"\": \"\\u0000\"}"}}};
  return object(all, "");
}

std::string header_in_escapes(const Message& message) {
  auto members = members_of(message);
  for (auto& [name, value] : members) {
    name = quoted_in_escapes(std::string_view(name).substr(1, name.size() - 2));
  }
  return object(members, "");
}

std::string header_of_8_kib(const Message& message) {
  constexpr std::size_t size = 8 * 1024;
  std::string header = object(members_of(message), " ");
  header.insert(header.size() - 1, size - header.size(), ' ');
  return header;
}

std::string header_of_big_endian(const Message& message) {
  Message other = message;
  other.header.big_endian = true;
  return plain_header(other);
}

std::string header_with_characters_counted(const Message& message) {
  Message other = message;
  other.header.content_length = static_cast<std::uint64_t>(
      std::count_if(message.content.begin(), message.content.end(),
                    [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
  return plain_header(other);
}

std::string header_with_length_as_string(const Message& message) {
  auto members = members_of(message);
  members[1].second = quoted(members[1].second);
  return object(members, " ");
}

std::string header_without_byteorder(const Message& message) {
  auto members = members_of(message);
  members[0].first = quoted("byte-order");
  return object(members, " ");
}

std::string header_with_native_byteorder(const Message& message) {
  auto members = members_of(message);
  members[0].second = quoted("native");
  return object(members, " ");
}

std::string header_with_16_bit_length(const Message& message) {
  Message other = message;
  other.header.content_length &= 0xFFFF;
  return plain_header(other);
}

}  // namespace wiretrial::mutants
