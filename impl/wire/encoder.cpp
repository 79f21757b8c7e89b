#include "impl/wire/encoder.hpp"

#include <stdexcept>

#include "impl/wire/json_text.hpp"
#include "impl/wire/limits.hpp"

namespace wiretrial::impl {
namespace {

std::string encode_header(const Message& message) {
  std::string header = "{\"byteorder\": ";
  header += message.byteorder == ByteOrder::big ? "\"big\"" : "\"little\"";
  header += ", \"content-type\": ";
  append_json_string(header, message.content_type);
  header += ", \"content-encoding\": ";
  append_json_string(header, message.content_encoding);
  header += ", \"content-length\": ";
  header += std::to_string(message.content.size());
  header += '}';
  return header;
}

}  // namespace

std::string encode_prefix(const Message& message) {
  const std::string header = encode_header(message);
  if (header.size() > max_header_bytes) throw std::length_error("the header is too long to send");
  std::string prefix;
  prefix.reserve(length_field_bytes + header.size());
  prefix += static_cast<char>(header.size() >> 8);
  prefix += static_cast<char>(header.size() & 0xFF);
  prefix += header;
  return prefix;
}

std::string encode(const Message& message) {
  return encode_prefix(message) + message.content;
}

}  // namespace wiretrial::impl
