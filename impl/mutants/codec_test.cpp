// The codec that deviates in nothing, against messages that PROTOCOL.md decides.
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "impl/mutants/content.hpp"
#include "impl/mutants/header.hpp"
#include "impl/mutants/message_reader.hpp"
#include "impl/mutants/message_writer.hpp"

using namespace wiretrial::mutants;
using State = MessageReader::State;

namespace {

const Rules rules;
constexpr std::size_t content_limit_bytes = 1'000;

std::string example() {
  return write_message({{false, 0, "text/json", "utf-8"}, "{\"action\": \"search\"}"},
                       rules.writing);
}

std::string header_with(const std::string& length) {
  return R"({"byteorder":"big","content-length":)" + length +
         R"(,"content-type":"","content-encoding":""})";
}

}  // namespace

TEST_CASE("a message that was written is read, however it is cut in two") {
  const std::string bytes = example();
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    INFO(cut);
    MessageReader reader(rules, content_limit_bytes);
    const bool whole = cut == bytes.size();
    REQUIRE(reader.feed(bytes.substr(0, cut)) == (whole ? State::complete : State::needs_more));
    REQUIRE(reader.feed(bytes.substr(cut)) == State::complete);
    const Message message = reader.take_message();
    REQUIRE(message.header.content_type == "text/json");
    REQUIRE(message.content == "{\"action\": \"search\"}");
  }
}

TEST_CASE("a message that ends at any place before its last byte is rejected") {
  const std::string bytes = example();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    INFO(cut);
    MessageReader reader(rules, content_limit_bytes);
    reader.feed(bytes.substr(0, cut));
    REQUIRE(reader.end() == State::rejected);
  }
}

TEST_CASE("bytes behind the message are set aside") {
  MessageReader reader(rules, content_limit_bytes);
  CHECK(reader.feed(example() + "more") == State::complete);
  CHECK(reader.surplus() == "more");
}

TEST_CASE("a content-length is a plain integer, and is kept to the limit") {
  const std::vector<std::pair<std::string, bool>> forms{
      {"0", true},     {"41", true},    {"-1", false},    {"-0", false},
      {"10.5", false}, {"41.0", false}, {"4.1e1", false}, {"\"41\"", false},
      {"true", false}, {"null", false}, {"[41]", false},  {"{}", false},
      {"NaN", false},  {"041", false},  {"+41", false},   {"Infinity", false}};
  for (const auto& [form, accepted] : forms) {
    INFO(form);
    CHECK(read_header(header_with(form), rules.header).has_value() == accepted);
  }
  CHECK(read_header(header_with(std::string(100, '9')), rules.header)->content_length ==
        length_beyond_all);
  MessageReader reader(rules, content_limit_bytes);
  const std::string header = header_with("1001");
  CHECK(reader.feed(std::string(1, '\0') + static_cast<char>(header.size()) + header) ==
        State::rejected);
}

TEST_CASE("the encodings of content are decoded, and nothing that is ill-formed in them is") {
  const auto text = [](const std::string& encoding, bool big_endian, const std::string& content) {
    const auto json = read_json_content({{big_endian, 0, "text/json", encoding}, content}, {});
    return json ? json->text : "rejected";
  };
  CHECK(text("utf-8", false, "\"\xC3\xA9\"") == "\xC3\xA9");
  CHECK(text("Latin-1", false, "\"\xE9\"") == "\xC3\xA9");
  CHECK(text("ascii", false, "\"\xE9\"") == "rejected");
  CHECK(text("utf-16", false, std::string("\"\0\xE9\0\"\0", 6)) == "\xC3\xA9");
  CHECK(text("utf-16", true, std::string("\0\"\0\xE9\0\"", 6)) == "\xC3\xA9");
  CHECK(text("utf-16", true, std::string("\xFF\xFE\"\0\xE9\0\"\0", 8)) == "\xC3\xA9");
  CHECK(text("utf-16-le", true, std::string("\"\0=\xD8\0\xDE\"\0", 8)) == "\xF0\x9F\x98\x80");
  CHECK(text("utf-16-le", true, std::string("\"\0=\xD8\"\0", 6)) == "rejected");
  CHECK(text("utf-32-be", false, std::string("\0\0\0\"\0\0\0\xE9\0\0\0\"", 12)) == "\xC3\xA9");
  CHECK(text("utf-8", false, "\"\xC0\x80\"") == "rejected");
  CHECK(text("utf-8", false, "\"\xED\xA0\x80\"") == "rejected");
  CHECK(text("klingon", false, "\"x\"") == "rejected");
}

TEST_CASE("what is no JSON text is rejected") {
  for (const char* wrong : {"",
                            " ",
                            "{",
                            "[1,]",
                            "01",
                            "1.",
                            ".5",
                            "+1",
                            "NaN",
                            "-Infinity",
                            "'x'",
                            "\"\x01\"",
                            "\"\\x\"",
                            "\"\\ud800\"",
                            "nul",
                            "1 2",
                            "{\"a\" 1}",
                            "{a:1}",
                            "\"x",
                            "/*x*/1",
                            "\xEF\xBB\xBF"
                            "1"}) {
    INFO(wrong);
    CHECK_FALSE(read_json(wrong, {}));
  }
  for (const char* right : {"0", "-0", "1.5e-3", " [ ] ", "{\"a\":[{}, null]}", "\"\\u0061\\n\""}) {
    INFO(right);
    CHECK(read_json(right, {}));
  }
}

TEST_CASE("a string in escapes is the same string") {
  const std::string text = "a\"\\\n\xC3\xA9\xF0\x9F\x98\x80";
  CHECK(read_json(wiretrial::mutants::quoted(text), {})->text == text);
  CHECK(read_json(quoted_in_escapes(text), {})->text == text);
}
