#include "impl/wire/charset.hpp"

#include "catch.hpp"

namespace wiretrial::impl {
namespace {

using namespace std::string_literals;

struct Case {
  std::string_view encoding;
  ByteOrder byteorder;
  std::string content;
  std::string text;
};

TEST_CASE("content is decoded in its encoding, its mark or byteorder deciding the order") {
  constexpr auto little = ByteOrder::little;
  constexpr auto big = ByteOrder::big;
  const Case cases[] = {
      {"utf-8", big, "\u00e9\U0001F436", "\u00e9\U0001F436"},
      {"UTF-8", big, "a", "a"},
      {"utf-16", little, "a\0\xE9\0"s, "a\u00e9"},
      {"utf-16", big, "\0a\0\xE9"s, "a\u00e9"},
      {"Utf-16", big, "\xFF\xFE\x61\0"s, "a"},
      {"utf-16", little, "\xFE\xFF\0a"s, "a"},
      {"utf-16-le", big, "\x3D\xD8\x36\xDC"s, "\U0001F436"},
      {"utf-16-be", little, "\xD8\x3D\xDC\x36"s, "\U0001F436"},
      {"utf-32", little, "a\0\0\0"s, "a"},
      {"utf-32", big, "\0\0\0a"s, "a"},
      {"utf-32", big, "\xFF\xFE\0\0a\0\0\0"s, "a"},
      {"utf-32", little, "\0\0\xFE\xFF\0\0\0a"s, "a"},
      {"utf-32-le", big, "\x36\xF4\x01\0"s, "\U0001F436"},
      {"utf-32-be", little, "\0\x01\xF4\x36"s, "\U0001F436"},
      {"latin-1", big, "\xE9"s, "\u00e9"},
      {"ISO-8859-1", big, "\xFF"s, "\u00ff"},
      {"ascii", big, "plain", "plain"},
      {"utf-16", big, "", ""},
  };
  for (const Case& one : cases) {
    INFO(one.encoding << " " << one.text);
    const auto result = decode_text(one.content, one.encoding, one.byteorder);
    REQUIRE(std::holds_alternative<std::string>(result));
    CHECK(std::get<std::string>(result) == one.text);
  }
}

TEST_CASE("ill-formed content is rejected at its place") {
  const std::pair<Case, std::uint64_t> cases[] = {
      {{"utf-8", ByteOrder::big, "ab\xC0\x80", ""}, 2},
      {{"utf-16", ByteOrder::big, "\0a\0"s, ""}, 2},
      {{"utf-16-le", ByteOrder::big, "a\0\x3D\xD8"s, ""}, 2},
      {{"utf-16-le", ByteOrder::big, "\x36\xDC\x61\0"s, ""}, 0},
      {{"utf-16", ByteOrder::big, "\xFF\xFE\x61\0\x36\xDC"s, ""}, 4},
      {{"utf-32-le", ByteOrder::big, "\x00\xD8\0\0"s, ""}, 0},
      {{"utf-32-le", ByteOrder::big, "\0\0\x11\0"s, ""}, 0},
      {{"utf-32-be", ByteOrder::big, "\0\0\0a\0"s, ""}, 4},
      {{"ascii", ByteOrder::big, "ab\x80", ""}, 2},
  };
  for (const auto& [one, place] : cases) {
    INFO(one.encoding << " at " << place);
    const auto result = decode_text(one.content, one.encoding, one.byteorder);
    REQUIRE(std::holds_alternative<WireError>(result));
    CHECK(std::get<WireError>(result).clause == Clause::cnt_6);
    CHECK(std::get<WireError>(result).offset == place);
  }
}

TEST_CASE("what is no text encoding is rejected") {
  for (const std::string_view name :
       {"", "klingon", "binary", "base64", "utf-8 ", "utf-1", "UTF-16//IGNORE"}) {
    const auto result = decode_text("{}", name, ByteOrder::big);
    INFO(name);
    REQUIRE(std::holds_alternative<WireError>(result));
    CHECK(std::get<WireError>(result).clause == Clause::cnt_3);
  }
}

TEST_CASE("long content is decoded across the converter's buffer") {
  for (const std::size_t size : {8191U, 8192U, 8193U, 16'384U, 100'001U}) {
    const auto result = decode_text(std::string(size, '\xE9'), "latin-1", ByteOrder::big);
    CHECK(std::get<std::string>(result).size() == 2 * size);
  }
}

}  // namespace
}  // namespace wiretrial::impl
