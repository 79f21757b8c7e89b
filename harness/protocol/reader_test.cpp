#include "harness/protocol/reader.hpp"

#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace wiretrial::protocol;
using namespace std::string_literals;

namespace {

// A message put together by hand, so that the reader is not judged by the builder.
std::string framed(const std::string& header, const std::string& content = "") {
  const auto length = header.size();
  return std::string{static_cast<char>(length >> 8U), static_cast<char>(length & 0xffU)} + header +
         content;
}

std::string header_of(const std::string& length, const std::string& type = "\"text/json\"",
                      const std::string& encoding = "\"utf-8\"",
                      const std::string& order = "\"little\"") {
  return R"({"byteorder":)" + order + R"(,"content-type":)" + type + R"(,"content-encoding":)" +
         encoding + R"(,"content-length":)" + length + "}";
}

std::string json_message(const std::string& content, const std::string& encoding = "utf-8",
                         const std::string& order = "little") {
  return framed(header_of(std::to_string(content.size()), "\"text/json\"", "\"" + encoding + "\"",
                          "\"" + order + "\""),
                content);
}

struct BadHeader {
  const char* what;
  std::string header;
  const char* clause;
};

}  // namespace

TEST_CASE("a whole message is read, and what stands behind it is left") {
  const std::string message = json_message("{\"result\":1}");
  const ReadResult read = read_strictly(message + "more");
  REQUIRE(read.state == ReadState::complete);
  CHECK(read.message.size == message.size());
  CHECK(read.message.content_type == "text/json");
  CHECK(read.message.content_encoding == "utf-8");
  CHECK(read.message.byteorder == "little");
  CHECK(read.message.content == "{\"result\":1}");
  CHECK(read.json_text == "{\"result\":1}");
  CHECK(declared_size(message + "more") == message.size());
}

TEST_CASE("every truncation of a message is incomplete") {
  const std::string message = json_message("{\"result\":\"\xf0\x9f\x90\xb0\"}");
  for (std::size_t length = 0; length < message.size(); ++length) {
    CHECK(read_strictly(message.substr(0, length)).state == ReadState::incomplete);
  }
  CHECK(read_strictly(message).state == ReadState::complete);
}

TEST_CASE("a wrong header is malformed under its clause") {
  const std::string good = header_of("0", "\"x\"");
  const auto bad = std::vector<BadHeader>{
      {"empty", "", "FRM-5"},
      {"one space", " ", "HDR-2"},
      {"empty object", "{}", "HDR-3"},
      {"array", "[1]", "HDR-2"},
      {"null", "null", "HDR-2"},
      {"overlong", "{\"x\":\"\xc0\xaf\"," + good.substr(1), "HDR-1"},
      {"surrogate", "{\"x\":\"\xed\xa0\x80\"," + good.substr(1), "HDR-1"},
      {"truncated sequence", good + "\xe2\x82", "HDR-1"},
      {"utf-16", "{\0\"\0"s, "HDR-2"},
      {"byte-order mark", "\xef\xbb\xbf" + good, "HDR-15"},
      {"NUL behind", good + "\0"s, "HDR-2"},
      {"NUL and more behind", good + "\0junk"s, "HDR-2"},
      {"trailing text", good + "x", "HDR-2"},
      {"second object", good + good, "HDR-2"},
      {"trailing comma", good.substr(0, good.size() - 1) + ",}", "HDR-2"},
      {"comment", "/**/" + good, "HDR-2"},
      {"single quotes", "{'a':1}", "HDR-2"},
      {"raw line feed in a string", "{\"x\":\"\n\"," + good.substr(1), "HDR-2"},
      {"superfluous zero", header_of("041"), "HDR-2"},
      {"plus sign", header_of("+1"), "HDR-2"},
      {"upper-case name", "{\"Byteorder\":\"little\"}", "HDR-3"},
      {"negative length", header_of("-1"), "HDR-7"},
      {"fraction", header_of("10.5"), "HDR-7"},
      {"small exponent", header_of("1e-1"), "HDR-7"},
      {"string length", header_of("\"41\""), "HDR-7"},
      {"boolean length", header_of("true"), "HDR-7"},
      {"null length", header_of("null"), "HDR-7"},
      {"array length", header_of("[41]"), "HDR-7"},
      {"object length", header_of("{}"), "HDR-7"},
      {"NaN length", header_of("NaN"), "HDR-7"},
      {"Infinity length", header_of("Infinity"), "HDR-7"},
      {"minus Infinity length", header_of("-Infinity"), "HDR-7"},
      {"whole fraction", header_of("41.0"), "HDR-8"},
      {"exponent", header_of("4.1e1"), "HDR-8"},
      {"minus zero", header_of("-0"), "HDR-8"},
      {"huge exponent", header_of("1e999"), "HDR-8"},
      {"byteorder", header_of("0", "\"x\"", "\"y\"", "\"middle\""), "HDR-11"},
      {"byteorder number", header_of("0", "\"x\"", "\"y\"", "1"), "HDR-11"},
      {"type number", header_of("0", "5"), "HDR-12"},
      {"encoding null", header_of("0", "\"x\"", "null"), "HDR-12"},
      {"duplicate", "{\"content-length\":0," + good.substr(1), "HDR-13"},
      {"escaped duplicate", "{\"\\u0063ontent-length\":0," + good.substr(1), "HDR-13"},
      {"NaN elsewhere", "{\"x\":NaN," + good.substr(1), "HDR-14"},
      {"nested Infinity", "{\"x\":[{\"y\":-Infinity}]," + good.substr(1), "HDR-14"}};
  for (const BadHeader& item : bad) {
    INFO(item.what);
    const ReadResult read = read_strictly(framed(item.header));
    CHECK(read.state == ReadState::malformed);
    CHECK(read.error.clause == item.clause);
    CHECK_FALSE(read.error.reason.empty());
  }
}

TEST_CASE("a fault has its offset in the stream") {
  const std::string good = header_of("0", "\"x\"");
  CHECK(read_strictly(framed(good + "x")).error.offset == 2 + good.size());
  CHECK(read_strictly(framed("{\"x\":NaN," + good.substr(1))).error.offset == 2 + 5);
  const std::string content = json_message("[1,NaN]");
  CHECK(read_strictly(content).error.offset == content.size() - 4);
}

TEST_CASE("unusual but right headers are read") {
  const std::string good = header_of("2", "\"x\"");
  const std::string nested = "{\"x\":" + std::string(32000, '[') + std::string(32000, ']') + ",";
  const auto headers = std::vector<std::string>{
      " \t\r\n" + good + " \n",
      "{\"x\":{\"content-length\":5,\"a\":[true,false,null,-1.5e-3,\"\\ud800\"]}," + good.substr(1),
      "{\"x\":1,\"x\":2," + good.substr(1),
      nested + good.substr(1),
      "{\"\\u0062yteorder\" : \"\\u0062ig\",\"content-encoding\":\"\",\"content-type\":\"\","
      "\"content-length\":2}",
      "{\"x\":" + std::string(20000, '9') + "," + good.substr(1)};
  for (const std::string& header : headers) {
    INFO(header.substr(0, 60));
    CHECK(read_strictly(framed(header, "ab")).state == ReadState::complete);
    CHECK(declared_size(framed(header, "ab")) == header.size() + 4);
  }
}

TEST_CASE("JSON content is decoded and judged") {
  struct Case {
    std::string message;
    ReadState state;
    std::string clause_or_text;
  };
  const auto utf_16_big = "\0[\0]"s;
  const auto utf_16_little = "[\0]\0"s;
  const auto cases = std::vector<Case>{
      {json_message("{}"), ReadState::complete, "{}"},
      {json_message("{}", "UTF-8"), ReadState::complete, "{}"},
      {json_message("1e999"), ReadState::complete, "1e999"},
      {json_message("[\"\xe9\"]", "latin-1"), ReadState::complete, "[\"\xc3\xa9\"]"},
      {json_message(utf_16_little, "utf-16"), ReadState::complete, "[]"},
      {json_message(utf_16_big, "utf-16", "big"), ReadState::complete, "[]"},
      {json_message("\xfe\xff" + utf_16_big, "utf-16"), ReadState::complete, "[]"},
      {json_message(utf_16_big, "utf-16-be"), ReadState::complete, "[]"},
      {json_message("[\0\0\0]\0\0\0"s, "utf-32"), ReadState::complete, "[]"},
      {json_message("["s), ReadState::malformed, "CNT-6"},
      {json_message(""s), ReadState::malformed, "CNT-6"},
      {json_message("{}{}"s), ReadState::malformed, "CNT-6"},
      {json_message("{}\0"s), ReadState::malformed, "CNT-6"},
      {json_message("\"\xff\""), ReadState::malformed, "CNT-6"},
      {json_message("\"\x80\"", "ascii"), ReadState::malformed, "CNT-6"},
      {json_message("\"\0\0\xd8\"\0"s, "utf-16-le"), ReadState::malformed, "CNT-6"},
      {json_message("[\0]"s, "utf-16-le"), ReadState::malformed, "CNT-6"},
      {json_message("{}", "klingon"), ReadState::malformed, "CNT-3"},
      {json_message("{}", ""), ReadState::malformed, "CNT-3"},
      {json_message("[NaN]"), ReadState::malformed, "CNT-11"},
      {json_message("\xef\xbb\xbf{}"), ReadState::malformed, "CNT-13"}};
  for (const Case& item : cases) {
    INFO(item.message);
    const ReadResult read = read_strictly(item.message);
    CHECK(read.state == item.state);
    const bool complete = item.state == ReadState::complete;
    CHECK((complete ? read.json_text : read.error.clause) == item.clause_or_text);
  }
}

TEST_CASE("opaque content is never judged") {
  const std::string content = "\0\xff{"s;
  const std::string header = header_of("3", "\"text/JSON\"", "\"klingon\"");
  const ReadResult read = read_strictly(framed(header, content));
  REQUIRE(read.state == ReadState::complete);
  CHECK(read.message.content == content);
  CHECK(read.json_text.empty());
}

TEST_CASE("the declared size is known when a receiver could count") {
  const auto size = [](const std::string& header) { return declared_size(framed(header)); };
  CHECK(size(header_of("41.0")) == header_of("41.0").size() + 2 + 41);
  CHECK(size(header_of("4.1e1")) == header_of("4.1e1").size() + 2 + 41);
  CHECK(size(header_of("-0")) == header_of("-0").size() + 2);
  CHECK(size(header_of("5", "NaN")) == header_of("5", "NaN").size() + 2 + 5);
  CHECK(size("\xef\xbb\xbf" + header_of("5")) == header_of("5").size() + 5 + 5);
  CHECK(size(header_of("18446744073709551616")) == std::numeric_limits<std::size_t>::max());
  for (const char* useless : {"-1", "10.5", "\"41\"", "true", "NaN", "Infinity", "[1]"}) {
    CHECK_FALSE(size(header_of(useless)));
  }
  CHECK_FALSE(size("{}"));
  CHECK_FALSE(size(""));
  CHECK_FALSE(size("{\"content-length\":1,\"content-length\":2}"));
  const std::string message = framed(header_of("5"));
  CHECK_FALSE(declared_size(message.substr(0, message.size() - 1)));
  CHECK_FALSE(declared_size("\0"s));
}

TEST_CASE("a length that 64 bits do not hold is never complete") {
  const std::string header = header_of("99999999999999999999");
  CHECK(read_strictly(framed(header)).state == ReadState::incomplete);
}
