#include "impl/wire/header_parser.hpp"

#include <limits>

#include "catch.hpp"
#include "impl/wire/limits.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

using test::ExactCopy;
using test::header_text;
using test::joined;

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t index = 0; index < count; ++index) text += part;
  return text;
}

// "" when the header is accepted, else the id of the clause.
std::string verdict(std::string_view text) {
  const ExactCopy copy(text);
  const auto result = parse_header(copy.view());
  const auto* error = std::get_if<WireError>(&result);
  if (error == nullptr) return "";
  CHECK(error->offset <= text.size());
  return std::string(clause_id(error->clause));
}

Header parsed(std::string_view text) {
  auto result = parse_header(text);
  REQUIRE(std::holds_alternative<ParsedHeader>(result));
  return std::get<ParsedHeader>(result).header;
}

TEST_CASE("the four members are read, in any order and spelling") {
  const Header expected{ByteOrder::big, 41, "text/json", "utf-8"};
  CHECK(parsed(R"({"byteorder":"big","content-length":41,"content-type":"text/json",)"
               R"("content-encoding":"utf-8"})") == expected);
  CHECK(parsed(" {\n\t\"content-encoding\" : \"utf-8\" , \"content-type\":\"text\\/json\","
               "\r\n\"byteorder\":\"b\\u0069g\",\"\\u0063ontent-length\" : 41 } \n") == expected);
}

TEST_CASE("content-length is a plain non-negative integer") {
  struct Case {
    std::string_view value;
    std::string_view clause;
  };
  const Case cases[] = {
      {"0", ""},
      {"41", ""},
      {"18446744073709551615", ""},
      {"-1", "HDR-7"},
      {"10.5", "HDR-7"},
      {"\"41\"", "HDR-7"},
      {"true", "HDR-7"},
      {"null", "HDR-7"},
      {"[]", "HDR-7"},
      {"{}", "HDR-7"},
      {"NaN", "HDR-7"},
      {"Infinity", "HDR-7"},
      {"-Infinity", "HDR-7"},
      {"-1.0", "HDR-7"},
      {"41.0", "HDR-8"},
      {"4.1e1", "HDR-8"},
      {"4E1", "HDR-8"},
      {"-0", "HDR-8"},
      {"-0.0", "HDR-8"},
      {"1e400", "HDR-8"},
      {"041", "HDR-2"},
      {"+41", "HDR-2"},
      {"41.", "HDR-2"},
      {".5", "HDR-2"},
      {"4e", "HDR-2"},
      {"0x29", "HDR-2"},
      {"-", "HDR-2"},
      {"", "HDR-2"},
      {"4 1", "HDR-2"},
      {"nul", "HDR-2"},
  };
  for (const Case& one : cases) {
    INFO(one.value);
    CHECK(verdict(header_text(one.value)) == one.clause);
  }
}

TEST_CASE("a content-length of any number of digits saturates") {
  const auto most = std::numeric_limits<std::uint64_t>::max();
  CHECK(parsed(header_text("18446744073709551616")).content_length == most);
  CHECK(parsed(header_text(std::string(60'000, '9'))).content_length == most);
}

TEST_CASE("every required member must be there, once") {
  const std::string_view members[] = {R"("byteorder":"big")", R"("content-length":1)",
                                      R"("content-type":"a")", R"("content-encoding":"b")"};
  for (std::size_t chosen = 0; chosen < 4; ++chosen) {
    std::string without = "{\"x\":0";
    std::string twice = "{\"x\":0";
    for (std::size_t index = 0; index < 4; ++index) {
      twice += joined({",", members[index]});
      if (index != chosen) without += joined({",", members[index]});
    }
    twice += joined({",", members[chosen]});
    INFO(members[chosen]);
    CHECK(verdict(without + "}") == "HDR-3");
    CHECK(verdict(twice + "}") == "HDR-13");
  }
  CHECK(verdict("{}") == "HDR-3");
  CHECK(verdict(header_text("1", R"("BYTEORDER":"big","Content-Length":7,)")).empty());
  CHECK(verdict(header_text("1", R"("\u0062yteorder":"big",)")) == "HDR-13");
}

TEST_CASE("byteorder, content-type and content-encoding have one type") {
  for (const std::string_view value : {"1", "true", "null", "[]", "{}", "-1"}) {
    INFO(value);
    CHECK(verdict(joined({"{\"byteorder\":", value, "}"})) == "HDR-11");
    CHECK(verdict(joined({"{\"content-type\":", value, "}"})) == "HDR-12");
    CHECK(verdict(joined({"{\"content-encoding\":", value, "}"})) == "HDR-12");
  }
  for (const std::string_view value : {"\"Big\"", "\"\"", "\"middle\"", "\"little \""}) {
    CHECK(verdict(joined({"{\"byteorder\":", value, "}"})) == "HDR-11");
  }
}

TEST_CASE("what is no JSON object is rejected") {
  for (const std::string_view text : {" ",
                                      "{",
                                      "}",
                                      "[]",
                                      "5",
                                      "\"x\"",
                                      "null",
                                      "true",
                                      "{,}",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{a:1}",
                                      "{\"a\":1,}",
                                      "{\"a\":1 \"b\":2}",
                                      "{\"a\":tru}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":[1 2]}",
                                      "{\"a\":{\"b\"}}",
                                      "{\"a\":[}]}",
                                      "{\"a\":'x'}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\\u12g4\"}",
                                      "{\"a\":\"\\",
                                      "{\"a\":\"\\u12",
                                      "{\"a\":\"x",
                                      "{\"a\":\"\t\"}",
                                      "{\"a\":01}",
                                      "GET / HTTP/1.0"}) {
    INFO(text);
    CHECK(verdict(text) == "HDR-2");
  }
}

TEST_CASE("only white space may follow the object") {
  const std::string header = header_text("1");
  CHECK(verdict(header + " \t\r\n").empty());
  for (const std::string_view tail : {"x", "}", "{}", ",", "\v", "\f"}) {
    CHECK(verdict(header + std::string(tail)) == "HDR-2");
  }
  CHECK(verdict(header + std::string(1, '\0')) == "HDR-2");
  CHECK(verdict(header + "\xC2\xA0") == "HDR-2");
  CHECK(verdict(header + "\xA0") == "HDR-1");
}

TEST_CASE("a header that is not UTF-8 is rejected wherever it is not") {
  for (const std::string_view bytes :
       {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
    CHECK(verdict(header_text("1", joined({"\"", bytes, "\":0,"}))) == "HDR-1");
    CHECK(verdict(header_text("1", joined({"\"a\":\"", bytes, "\","}))) == "HDR-1");
    CHECK(verdict(header_text("1", joined({"\"a\":", bytes, ","}))) == "HDR-1");
  }
  CHECK(verdict("\xFF\xFE{\0") == "HDR-1");
}

TEST_CASE("unknown members of any type are stepped over") {
  for (const std::string_view value :
       {"0", "-0.5e+7", "true", "false", "null", "\"\\ud83d\\udc36\"", "[]", "{}", "[[],{},[1]]",
        " [ 1 , \"]\" , { \"}\" : [ ] , \"b\" : { } } ] ", "{\"a\":{\"content-length\":-1}}"}) {
    INFO(value);
    CHECK(verdict(header_text("1", joined({"\"unknown\":", value, ","}))).empty());
  }
}

TEST_CASE("literals that are not JSON are rejected wherever they stand") {
  for (const std::string_view value :
       {"NaN", "Infinity", "-Infinity", "[NaN]", "{\"a\":-Infinity}"}) {
    CHECK(verdict(header_text("1", joined({"\"unknown\":", value, ","}))) == "HDR-14");
  }
}

TEST_CASE("nesting is accepted up to the limit and rejected beyond it, at any depth") {
  const auto arrays = [](std::size_t depth) {
    return header_text("1",
                       joined({"\"a\":", std::string(depth, '['), std::string(depth, ']'), ","}));
  };
  const auto objects = [](std::size_t depth) {
    return header_text(
        "1", joined({"\"a\":", repeated("{\"b\":", depth), "0", std::string(depth, '}'), ","}));
  };
  for (std::size_t depth = 1; depth <= max_header_nesting; ++depth) {
    CHECK(verdict(arrays(depth)).empty());
    CHECK(verdict(objects(depth)).empty());
  }
  for (const std::size_t depth : {65U, 66U, 1000U, 10'000U}) {
    CHECK(verdict(arrays(depth)) == "HDR-6");
    CHECK(verdict(objects(depth)) == "HDR-6");
  }
}

TEST_CASE("a byte-order mark and lone surrogates are rejected as HDR-15") {
  CHECK(verdict(joined({"\xEF\xBB\xBF", header_text("1")})) == "HDR-15");
  for (const std::string_view escape :
       {R"(\ud800)", R"(\udc00)", R"(\ud800\u0041)", R"(\ud800\ud800)"}) {
    CHECK(verdict(header_text("1", joined({"\"a\":\"", escape, "\","}))) == "HDR-15");
  }
}

TEST_CASE("every truncation of a header is rejected") {
  const std::string header = header_text("41", R"("u":[1,{"é":"\ud83d\udc36"},null,-1.5e3],)");
  REQUIRE(verdict(header).empty());
  for (std::size_t length = 0; length < header.size(); ++length) {
    INFO(length);
    CHECK_FALSE(verdict(std::string_view(header).substr(0, length)).empty());
  }
}

TEST_CASE("an error's offset points at the place") {
  const auto offset_of = [](std::string_view text) {
    return std::get<WireError>(parse_header(text)).offset;
  };
  CHECK(offset_of("{\"a\":?}") == 5);
  CHECK(offset_of("{\"a\":\"b\x80\"}") == 7);
  CHECK(offset_of(R"({"content-length":-1})") == 18);
  CHECK(offset_of(R"({"content-length":1,"content-length":2})") == 20);
  CHECK(offset_of("{}") == 2);
}

}  // namespace
}  // namespace wiretrial::impl
