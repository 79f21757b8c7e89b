#include "impl/wire/decoder.hpp"

#include <vector>

#include "catch.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

using test::ExactCopy;
using test::frame;
using test::header_text;

// Everything a stream meant, with neighbouring content joined, so that two ways of cutting the same
// stream can be compared.
struct Transcript {
  std::vector<std::string> events;
  std::uint64_t consumed = 0;
  bool operator==(const Transcript&) const = default;
};

void note(Transcript& transcript, const Event& event) {
  auto& events = transcript.events;
  if (const auto* header = std::get_if<Header>(&event)) {
    events.push_back("header " + std::to_string(header->content_length) + " " +
                     header->content_type + " " + header->content_encoding);
  } else if (const auto* content = std::get_if<ContentRead>(&event)) {
    if (!events.back().starts_with("content ")) events.emplace_back("content ");
    events.back() += content->bytes;
  } else if (std::holds_alternative<MessageEnd>(event)) {
    events.emplace_back("end");
  } else if (const auto* error = std::get_if<WireError>(&event)) {
    events.push_back(describe(*error));
  }
}

// Feeds one chunk; returns false after an error.
bool feed(Decoder& decoder, std::string_view chunk, Transcript& transcript) {
  const ExactCopy copy(chunk);
  std::string_view bytes = copy.view();
  while (true) {
    const Step step = decoder.step(bytes);
    bytes.remove_prefix(step.consumed);
    transcript.consumed += step.consumed;
    note(transcript, step.event);
    if (std::holds_alternative<WireError>(step.event)) return false;
    if (const auto* more = std::get_if<NeedMore>(&step.event)) {
      CHECK(more->bytes > 0);
      CHECK(bytes.empty());
      return true;
    }
  }
}

Transcript decode(Decoder& decoder, std::string_view stream, std::size_t first, std::size_t each) {
  Transcript transcript;
  bool good = feed(decoder, stream.substr(0, first), transcript);
  for (std::size_t place = first; good && place < stream.size(); place += each) {
    good = feed(decoder, stream.substr(place, each), transcript);
  }
  CHECK(decoder.offset() == transcript.consumed);
  const auto error = decoder.finish();
  if (good && error) transcript.events.push_back(describe(*error));
  return transcript;
}

Transcript decode(std::string_view stream, std::size_t first, std::size_t each) {
  Decoder decoder(Limits{1000});
  return decode(decoder, stream, first, each);
}

std::vector<std::string> streams() {
  const std::string good = test::json_message(R"({"action":"search","value":"ring"})");
  const std::string empty = frame(header_text("0", "", "a", "b"));
  return {good,
          empty,
          good + empty + good,
          std::string("\0\0", 2) + good,
          good + std::string("\0\0", 2),
          good + frame("{}"),
          frame(header_text("-1"), "abc"),
          frame(header_text("1001"), "abc"),
          empty + frame(header_text("99999999999999999999999")),
          frame("{\"a\":\"\x80\"}"),
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(20'000, 'x')};
}

TEST_CASE("a stream means the same however it is cut") {
  for (const std::string& stream : streams()) {
    const Transcript whole = decode(stream, stream.size(), 1);
    CHECK(decode(stream, 0, 1) == whole);
    const std::size_t splits = std::min<std::size_t>(stream.size(), 500);
    for (std::size_t split = 0; split < splits; ++split) {
      if (decode(stream, split, stream.size()) != whole) FAIL("split at " << split);
    }
    for (std::size_t each = 2; each < 40; ++each) CHECK(decode(stream, each, each) == whole);
  }
}

TEST_CASE("a stream cut off inside a message ends in FRM-4, between messages in nothing") {
  const std::string one = test::json_message("{}");
  const std::string stream = one + one;
  for (std::size_t length = 0; length <= stream.size(); ++length) {
    const Transcript transcript = decode(std::string_view(stream).substr(0, length), length, 1);
    const bool is_boundary = length % one.size() == 0;
    const std::string last = transcript.events.empty() ? "" : transcript.events.back();
    INFO(length);
    CHECK(last.starts_with("FRM-4 at byte " + std::to_string(length) + ":") == !is_boundary);
  }
}

TEST_CASE("the events of a prefix are a prefix of the events") {
  const std::string stream = streams()[2];
  const Transcript whole = decode(stream, stream.size(), 1);
  const std::size_t first_message =
      test::json_message(R"({"action":"search","value":"ring"})").size();
  const Transcript part =
      decode(std::string_view(stream).substr(0, first_message), first_message, 1);
  REQUIRE(part.events.size() == 3);
  CHECK(std::equal(part.events.begin(), part.events.end(), whole.events.begin()));
}

TEST_CASE("after an error nothing more is consumed, until reset") {
  Decoder decoder;
  Transcript transcript;
  CHECK_FALSE(feed(decoder, std::string("\0\0", 2), transcript));
  const Step again = decoder.step("more");
  CHECK(again.consumed == 0);
  CHECK(std::get<WireError>(again.event).clause == Clause::frm_5);
  CHECK(decoder.state_name() == "nothing");
  decoder.reset();
  Decoder fresh;
  const std::string good = streams()[0];
  CHECK(decode(decoder, good, good.size(), 1) == decode(fresh, good, good.size(), 1));
}

TEST_CASE("a content-length over the limit is rejected with the header, at the limit it is not") {
  CHECK(decode(frame(header_text("1001")), 500, 1).events.back().starts_with("HDR-9 at byte 41:"));
  CHECK(decode(frame(header_text("1000"), std::string(1000, 'x')), 5000, 1).events.back() == "end");
}

TEST_CASE("headers of every length from the shortest to 65,535 bytes are accepted") {
  const std::string shortest =
      R"({"byteorder":"big","content-length":0,"content-type":"","content-encoding":""})";
  CHECK(shortest.size() == 78);
  for (std::size_t size = shortest.size(); size <= max_header_bytes;
       size += size < 600 || size > 65'500 ? 1 : 997) {
    const std::string padded = shortest + std::string(size - shortest.size(), ' ');
    if (decode(frame(padded), 70'000, 1).events.back() != "end") FAIL("length " << size);
  }
  SUCCEED();
}

TEST_CASE("what the encoder writes, the decoder reads") {
  for (const std::size_t size : {0U, 1U, 2U, 127U, 128U, 255U, 256U, 999U, 1000U}) {
    Message message{ByteOrder::big, "a \"type\"\n", "\u00e9", std::string(size, '\xFF')};
    const Transcript transcript = decode(encode(message), 5000, 1);
    INFO(size);
    REQUIRE(transcript.events.size() == (size == 0 ? 2U : 3U));
    CHECK(transcript.events[0] == "header " + std::to_string(size) + " a \"type\"\n \u00e9");
    CHECK(transcript.events.back() == "end");
  }
}

TEST_CASE("a header too long for its length field is not encoded") {
  Message message;
  message.content_type = std::string(max_header_bytes, 'x');
  CHECK_THROWS_AS(encode_prefix(message), std::length_error);
}

}  // namespace
}  // namespace wiretrial::impl
