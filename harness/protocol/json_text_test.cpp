#include "harness/protocol/json_text.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/protocol/utf8.hpp"

using namespace wiretrial::protocol;

// An independent parser says the same about every text made of a few tokens, where its laxities
// (NUL, numbers out of range) do not reach.
TEST_CASE("the scanner agrees with another parser about all short texts") {
  constexpr std::string_view tokens[] = {"{", "}", "[", "]", ",", ":", "\"a\"", "1", "-", "null"};
  constexpr int most = 6;
  std::size_t accepted = 0;
  for (int length = 1; length <= most; ++length) {
    std::size_t count = 1;
    for (int i = 0; i < length; ++i) count *= std::size(tokens);
    for (std::size_t number = 0; number < count; ++number) {
      std::string text;
      for (std::size_t i = 0, rest = number; i < static_cast<std::size_t>(length); ++i) {
        text += tokens[rest % std::size(tokens)];
        rest /= std::size(tokens);
      }
      const bool right = !scan_json(text).error;
      accepted += right ? 1 : 0;
      if (right != nlohmann::json::accept(text)) FAIL("they differ about " << text);
    }
  }
  CHECK(accepted > 60);
}

TEST_CASE("members of the outermost object are given with their texts") {
  const std::string text = R"( { "a" : [1, {"b":2}] , "\u0062":"x","c":-0, "d":{} } )";
  const JsonScan scan = scan_json(text);
  REQUIRE_FALSE(scan.error);
  REQUIRE(scan.members.size() == 4);
  CHECK(scan.members[0].raw == "[1, {\"b\":2}]");
  CHECK(scan.members[1].name == "b");
  CHECK(scan.members[1].raw == "\"x\"");
  CHECK(scan.members[2].raw == "-0");
  CHECK(scan.members[2].type == JsonType::number);
  CHECK(scan.members[3].raw == "{}");
  CHECK(text.substr(scan.members[3].offset, 2) == "{}");
}

TEST_CASE("numbers and strings follow the grammar") {
  for (const char* right :
       {"0", "-0", "1.5", "1e5", "1E+5", "-1.25e-10", "\"\\u00e9\\n\"", "\"\""}) {
    INFO(right);
    CHECK_FALSE(scan_json(right).error);
  }
  for (const char* wrong : {"",           " ",       "01",          "1.",    ".5",   "1e",  "-",
                            "+1",         "\"\\x\"", "\"\\u12g4\"", "\"",    "\"\\", "nul", "True",
                            "{\"a\":1,}", "[1,]",    "{1:2}",       "[1 2]", "]",    "[}"}) {
    INFO(wrong);
    CHECK(scan_json(wrong).error);
  }
}

TEST_CASE("deep nesting costs no stack") {
  const std::size_t depth = 1'000'000;
  CHECK_FALSE(scan_json(std::string(depth, '[') + std::string(depth, ']')).error);
  CHECK(scan_json(std::string(depth, '[')).error);
}

TEST_CASE("strings are decoded and encoded") {
  CHECK(decode_json_string(R"("a\"\\\/\b\f\n\r\t\u0041")") == "a\"\\/\b\f\n\r\tA");
  CHECK(decode_json_string(R"("\ud83d\udc30")") == "\xf0\x9f\x90\xb0");
  CHECK(decode_json_string(R"("\ud83dx")") == "\xef\xbf\xbdx");
  CHECK(encode_json_string("a\"\\\n\x01\xc3\xa9") == "\"a\\\"\\\\\\u000a\\u0001\xc3\xa9\"");
}

TEST_CASE("ill-formed UTF-8 is found where it begins") {
  constexpr auto none = std::string_view::npos;
  CHECK(first_ill_formed("plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb0 \xf4\x8f\xbf\xbf") == none);
  CHECK(first_ill_formed("a\x80") == 1);
  CHECK(first_ill_formed("a\xc0\xaf") == 1);
  CHECK(first_ill_formed("\xe0\x80\xaf") == 0);
  CHECK(first_ill_formed("\xed\xa0\x80") == 0);
  CHECK(first_ill_formed("\xf4\x90\x80\x80") == 0);
  CHECK(first_ill_formed("ab\xe2\x82") == 2);
  CHECK(first_ill_formed("\xff") == 0);
}
