#include "impl/wire/json_text.hpp"

#include "catch.hpp"

namespace wiretrial::impl {
namespace {

TEST_CASE("escapes are undone") {
  CHECK(unescape_json("plain") == "plain");
  CHECK(unescape_json(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(unescape_json(R"(\u0041\u00e9\u20AC)") == "A\u00e9\u20ac");
  CHECK(unescape_json(R"(\ud83d\uDC36)") == "\U0001F436");
}

TEST_CASE("a literal spells a text however it is escaped") {
  CHECK(json_spells("big", "big"));
  CHECK(json_spells(R"(\u0062\u0069\u0067)", "big"));
  CHECK(json_spells(R"(b\u0069g)", "big"));
  CHECK_FALSE(json_spells("Big", "big"));
  CHECK_FALSE(json_spells("bigger", "big"));
  CHECK_FALSE(json_spells(R"(\u0042ig)", "big"));
  CHECK_FALSE(json_spells(R"(\u0062\u0069\u0067\u0067)", "big"));
}

TEST_CASE("what is written as a literal reads back as the same text") {
  std::string every_ascii;
  for (char character = 0; character < 0x7F; ++character) every_ascii += character;
  for (const std::string& text : {std::string(), every_ascii, std::string("\U0001F430 \u00e9")}) {
    std::string json;
    append_json_string(json, text);
    REQUIRE(json.size() >= 2);
    CHECK(unescape_json(std::string_view(json).substr(1, json.size() - 2)) == text);
  }
}

}  // namespace
}  // namespace wiretrial::impl
