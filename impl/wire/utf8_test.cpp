#include "impl/wire/utf8.hpp"

#include "catch.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

TEST_CASE("every code point but surrogates is well-formed UTF-8") {
  for (std::uint32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, code_point);
    if (utf8_sequence_length(text, 0) != text.size()) FAIL("U+" << std::hex << code_point);
  }
  SUCCEED();
}

TEST_CASE("ill-formed UTF-8 is found at its first byte") {
  struct Case {
    std::string_view what;
    std::string_view bytes;
  };
  const Case cases[] = {
      {"continuation byte alone", "\x80"},
      {"overlong NUL", "\xC0\x80"},
      {"overlong slash, two bytes", "\xC1\xBF"},
      {"overlong, three bytes", "\xE0\x9F\xBF"},
      {"overlong, four bytes", "\xF0\x8F\xBF\xBF"},
      {"lowest surrogate", "\xED\xA0\x80"},
      {"highest surrogate", "\xED\xBF\xBF"},
      {"above U+10FFFF", "\xF4\x90\x80\x80"},
      {"lead byte F5", "\xF5\x80\x80\x80"},
      {"byte FE", "\xFE"},
      {"two bytes, cut", "\xC3"},
      {"three bytes, cut", "\xE2\x82"},
      {"four bytes, cut", "\xF0\x9F\x90"},
      {"third byte wrong", "\xE2\x82\x41"},
  };
  for (const Case& one : cases) {
    // Before, at and after the steps of eight bytes that ASCII is skipped in.
    for (std::size_t before = 0; before < 20; ++before) {
      const test::ExactCopy text(std::string(before, 'a') + std::string(one.bytes));
      INFO(one.what << " after " << before << " bytes");
      CHECK(find_ill_formed_utf8(text.view()) == before);
    }
  }
}

TEST_CASE("well-formed text has no ill-formed place") {
  for (const std::string_view text : {"", "plain", "\xC3\xA9", "\xF0\x9F\x90\xB6 and more text"}) {
    CHECK(find_ill_formed_utf8(test::ExactCopy(text).view()) == std::string_view::npos);
  }
}

}  // namespace
}  // namespace wiretrial::impl
