// What impl/ and harness/protocol write, both of them read, and it is what was written: messages,
// JSON strings, and text in every encoding.
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/protocol/builder.hpp"
#include "harness/protocol/charset.hpp"
#include "harness/protocol/json_text.hpp"
#include "harness/protocol/reader.hpp"
#include "harness/protocol/utf8.hpp"
#include "impl/wire/charset.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/json_scanner.hpp"
#include "impl/wire/json_text.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::fuzz {
namespace {

constexpr std::array encodings{"utf-8",     "utf-16",    "utf-16-le", "utf-16-be", "utf-32",
                               "utf-32-le", "utf-32-be", "latin-1",   "ascii"};
constexpr std::array interesting{0x00U,   0x1fU,   0x22U,   0x5cU,    0x7fU,    0x80U,
                                 0xffU,   0x7ffU,  0x800U,  0x2028U,  0xd7ffU,  0xe000U,
                                 0xfeffU, 0xfffdU, 0xffffU, 0x10000U, 0x1f436U, 0x10ffffU};

// Well-formed UTF-8 of up to 63 characters.
std::string take_text(ByteSource& source) {
  std::string text;
  const std::size_t length = source.byte() % 64;
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t kind = source.byte();
    const std::size_t number = source.below(0x10000);
    std::uint32_t code = interesting[number % interesting.size()];
    if (kind < 128) code = static_cast<std::uint32_t>(0x20 + number % 0x5f);
    if (kind > 200) code = static_cast<std::uint32_t>(number * 17);
    protocol::append_code_point(text, code);
  }
  return text;
}

void check_read_by_impl(const impl::Message& message, std::string_view bytes) {
  impl::MessageReader reader(impl::Limits{});
  check(reader.receive(bytes) == bytes.size(), "impl/ reads to the end of what was written");
  check(reader.complete() && reader.take_message() == message, "impl/ reads what was written");
}

void check_read_by_harness(const impl::Message& message, std::string_view bytes) {
  const auto strict = protocol::read_strictly(bytes);
  const bool content_wrong = strict.error.clause.starts_with("CNT");
  check(strict.state == protocol::ReadState::complete || content_wrong,
        "the strict reader accepts what was written");
  check(strict.message.content_type == message.content_type, "it reads the content-type");
  check(strict.message.content_encoding == message.content_encoding, "it reads the encoding");
  check(strict.message.content == message.content, "it reads the content");
  check(strict.message.size == bytes.size(), "it reads to the end");
}

void check_message(const impl::Message& message) {
  const std::string bytes = impl::encode(message);
  check_read_by_impl(message, bytes);
  check_read_by_harness(message, bytes);
}

void check_built(const std::string& content, const std::string& type, bool space) {
  protocol::MessageSpec spec;
  spec.json = false;
  spec.content = content;
  spec.opaque_type = type;
  spec.space = space;
  const std::string bytes = protocol::build_message(spec).data;
  impl::Message message;
  message.byteorder = impl::ByteOrder::little;
  message.content_type = type;
  message.content_encoding = "binary";
  message.content = content;
  check_read_by_impl(message, bytes);
}

void check_json_string(std::string_view text) {
  std::string by_impl;
  impl::append_json_string(by_impl, text);
  const std::string by_harness = protocol::encode_json_string(text);
  for (const std::string& json : {by_impl, by_harness}) {
    impl::JsonScanner scanner(json);
    const auto raw = scanner.read_string();
    check(raw && scanner.at_end(), "impl/ reads a JSON string");
    check(impl::unescape_json(*raw) == text, "impl/ reads the text of a JSON string");
    check(impl::json_spells(*raw, text), "a string spells its text");
    check(protocol::decode_json_string(json) == text, "the strict reader reads it too");
    check(!protocol::scan_json(json).error, "a JSON string is a JSON text");
  }
}

void check_encoding(const std::string& text, std::string_view encoding) {
  std::string encoded;
  try {
    encoded = protocol::encode_text(text, encoding);
  } catch (const std::invalid_argument&) {
    const bool small = encoding == "ascii" || encoding == "latin-1";
    return check(small, "only small character sets lack characters");
  }
  // A mark that the text itself begins with is taken for one of the encoding.
  const bool marked = (encoding == "utf-8" || encoding == "utf-16" || encoding == "utf-32");
  const bool begins_with_mark = text.starts_with("\xef\xbb\xbf");
  const auto strict = protocol::decode_text(encoded, encoding, "little");
  check(strict.state == protocol::DecodedText::State::decoded, "the strict reader decodes it");
  const auto decoded = impl::decode_text(encoded, encoding, impl::ByteOrder::little);
  const auto* by_impl = std::get_if<std::string>(&decoded);
  check(by_impl != nullptr, "impl/ decodes what was encoded");
  check(*by_impl == strict.text, "both decode the same");
  check(*by_impl == text || (marked && begins_with_mark), "the text comes back");
}

}  // namespace

void test_one_input(std::string_view input) {
  ByteSource source(input);
  impl::Message message;
  message.byteorder = source.byte() % 2 == 0 ? impl::ByteOrder::little : impl::ByteOrder::big;
  message.content_type = source.byte() % 4 == 0 ? "text/json" : take_text(source);
  message.content_encoding =
      source.byte() % 2 == 0 ? encodings[source.below(encodings.size())] : take_text(source);
  const bool space = source.byte() % 2 == 0;
  const std::string text = take_text(source);
  message.content = source.text(input.size());
  check_message(message);
  check_built(message.content, message.content_type, space);
  for (const std::string& each : {text, message.content_type, message.content_encoding})
    check_json_string(each);
  for (const char* encoding : encodings) check_encoding(text, encoding);
}

}  // namespace wiretrial::fuzz
