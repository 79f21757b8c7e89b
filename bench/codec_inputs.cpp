#include "bench/codec_inputs.hpp"

#include "impl/wire/encoder.hpp"

namespace wiretrial::bench {
namespace {

constexpr const char* required =
    R"("byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8", "content-length": 41})";

std::string mixed_member(std::size_t number) {
  const std::string name = "\"x-member-" + std::to_string(number) + "\": ";
  switch (number % 5) {
    case 0:
      return name + "\"the value of a member that nobody asked for\", ";
    case 1:
      return name + std::to_string(number * 7919) + ", ";
    case 2:
      return name + R"([1, 2.5, true, null, "four"], )";
    case 3:
      return name + R"({"host": "node-17", "hops": [3, 5], "trace": {"id": "4bf92f3577b34da6"}}, )";
    default:
      return name + (number % 2 == 0 ? "true, " : "-12.5e3, ");
  }
}

}  // namespace

std::string search_header() {
  return std::string("{") + required;
}

std::string mixed_header(std::size_t bytes) {
  const std::string end = required;
  std::string text = "{";
  for (std::size_t number = 0;; ++number) {
    const std::string member = mixed_member(number);
    if (text.size() + member.size() + end.size() > bytes) return text + end;
    text += member;
  }
}

std::string text_header(std::size_t bytes) {
  const std::string begin = "{\"x-text\": \"";
  const std::string end = std::string("\", ") + required;
  std::string text = begin;
  while (text.size() + end.size() < bytes) text += static_cast<char>('a' + text.size() % 26);
  return text + end;
}

std::string opaque_message(std::size_t content_bytes) {
  impl::Message message;
  message.content_type = "binary/custom-client-binary-type";
  message.content_encoding = "binary";
  message.content.resize(content_bytes);
  for (std::size_t i = 0; i < content_bytes; ++i) {
    message.content[i] = static_cast<char>(i * 2654435761U >> 13U);
  }
  return impl::encode(message);
}

}  // namespace wiretrial::bench
