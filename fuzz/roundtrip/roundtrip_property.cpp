#include "fuzz/roundtrip/roundtrip_property.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/differential/differential_property.hpp"
#include "fuzz/tools/input.hpp"
#include "harness/model/bytes.hpp"
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

void check_read_by_impl(const impl::Message& message, std::string_view bytes, OracleSet oracles) {
  impl::MessageReader reader(impl::Limits{});
  oracles.expect(Oracle::round_trip, reader.receive(bytes) == bytes.size(),
                 "impl/ reads to the end of what was written");
  oracles.expect(Oracle::round_trip, reader.complete() && reader.take_message() == message,
                 "impl/ reads what was written");
}

void check_read_by_harness(const impl::Message& message, std::string_view bytes,
                           OracleSet oracles) {
  const auto strict = protocol::read_strictly(bytes);
  const bool content_wrong = strict.error.clause.starts_with("CNT");
  oracles.expect(Oracle::round_trip, strict.state == protocol::ReadState::complete || content_wrong,
                 "the strict reader accepts what was written");
  oracles.expect(Oracle::round_trip, strict.message.content_type == message.content_type,
                 "it reads the content-type");
  oracles.expect(Oracle::round_trip, strict.message.content_encoding == message.content_encoding,
                 "it reads the encoding");
  oracles.expect(Oracle::round_trip, strict.message.content == message.content,
                 "it reads the content");
  const bool is_big = message.byteorder == impl::ByteOrder::big;
  oracles.expect(Oracle::round_trip, strict.message.byteorder == (is_big ? "big" : "little"),
                 "it reads the byteorder");
  oracles.expect(Oracle::round_trip, strict.message.size == bytes.size(), "it reads to the end");
}

void check_message(const Encoder& encode, const impl::Message& message, OracleSet oracles) {
  const std::string bytes = encode(message);
  // Whatever it is that was written, both judge it alike.
  check_differential(read_by_impl, bytes, oracles);
  check_read_by_impl(message, bytes, oracles);
  check_read_by_harness(message, bytes, oracles);
}

void check_built(const std::string& content, const std::string& type, bool space,
                 OracleSet oracles) {
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
  check_read_by_impl(message, bytes, oracles);
}

// The text as JSON with nothing but escapes in it.
std::string escaped(std::string_view text) {
  std::string json = "\"";
  const std::string units = protocol::encode_text(text, "utf-16-be");
  for (std::size_t i = 0; i < units.size(); i += 2)
    json += "\\u" + model::to_hex(units.substr(i, 2));
  return json + '"';
}

void check_json_string(std::string_view text, OracleSet oracles) {
  std::string by_impl;
  impl::append_json_string(by_impl, text);
  const std::string by_harness = protocol::encode_json_string(text);
  for (const std::string& json : {by_impl, by_harness, escaped(text)}) {
    impl::JsonScanner scanner(json);
    const auto raw = scanner.read_string();
    oracles.expect(Oracle::round_trip, raw && scanner.at_end(), "impl/ reads a JSON string");
    oracles.expect(Oracle::round_trip, impl::unescape_json(raw->text) == text,
                   "impl/ reads the text of a JSON string");
    oracles.expect(Oracle::round_trip, impl::json_spells(raw->text, text),
                   "a string spells its text");
    oracles.expect(Oracle::round_trip, protocol::decode_json_string(json) == text,
                   "the strict reader reads it too");
    oracles.expect(Oracle::round_trip, !protocol::scan_json(json).error,
                   "a JSON string is a JSON text");
  }
}

void check_encoding(const std::string& text, std::string_view encoding, OracleSet oracles) {
  std::string encoded;
  try {
    encoded = protocol::encode_text(text, encoding);
  } catch (const std::invalid_argument&) {
    const bool small = encoding == "ascii" || encoding == "latin-1";
    return oracles.expect(Oracle::round_trip, small, "only small character sets lack characters");
  }
  // A mark that the text itself begins with is taken for one of the encoding.
  const bool marked = (encoding == "utf-8" || encoding == "utf-16" || encoding == "utf-32");
  const bool begins_with_mark = text.starts_with("\xef\xbb\xbf");
  const auto strict = protocol::decode_text(encoded, encoding, "little");
  oracles.expect(Oracle::round_trip, strict.state == protocol::DecodedText::State::decoded,
                 "the strict reader decodes it");
  const auto decoded = impl::decode_text(encoded, encoding, impl::ByteOrder::little);
  const auto* by_impl = std::get_if<std::string>(&decoded);
  oracles.expect(Oracle::round_trip, by_impl != nullptr, "impl/ decodes what was encoded");
  oracles.expect(Oracle::round_trip, *by_impl == strict.text, "both decode the same");
  oracles.expect(Oracle::round_trip, *by_impl == text || (marked && begins_with_mark),
                 "the text comes back");
}

}  // namespace

void check_round_trip(const Encoder& encode, std::string_view input, OracleSet oracles) {
  ByteSource source(input);
  impl::Message message;
  message.byteorder = source.byte() % 2 == 0 ? impl::ByteOrder::little : impl::ByteOrder::big;
  message.content_type = source.byte() % 4 == 0 ? "text/json" : take_text(source);
  message.content_encoding =
      source.byte() % 2 == 0 ? encodings[source.below(encodings.size())] : take_text(source);
  const bool space = source.byte() % 2 == 0;
  const std::string text = take_text(source);
  message.content = source.text(input.size());
  check_message(encode, message, oracles);
  check_built(message.content, message.content_type, space, oracles);
  for (const std::string& each : {text, message.content_type, message.content_encoding})
    check_json_string(each, oracles);
  for (const char* encoding : encodings) check_encoding(text, encoding, oracles);
}

}  // namespace wiretrial::fuzz
