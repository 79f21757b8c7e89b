#include "harness/judge/pattern.hpp"

#include "catch.hpp"

namespace wiretrial::judge {

TEST_CASE("a pattern is found anywhere in a text") {
  CHECK(Pattern("b+").found_in("abbc"));
  CHECK_FALSE(Pattern("^b").found_in("abbc"));
  CHECK(Pattern("(?m)^b").found_in("a\nb"));
  CHECK(Pattern("").found_in(""));
}

TEST_CASE("a pattern sees characters, and survives bytes that are none") {
  CHECK(Pattern("^.$").found_in("\xF0\x9F\x90\xB0"));
  CHECK(Pattern("abc").found_in("\xff\xfe abc \x80"));
  CHECK(Pattern("abc").found_in(std::string("\0abc", 4)));
}

TEST_CASE("a named group of a pattern is told") {
  const Pattern pattern("Got (nothing|(?<result>.*))$");
  CHECK(pattern.captured("at 12:00\nGot a b", "result") == "a b");
  CHECK(pattern.captured("Got ", "result") == "");
  CHECK(pattern.captured("Got nothing", "result") == std::nullopt);
  CHECK(pattern.captured("none", "result") == std::nullopt);
  CHECK(pattern.captured("Got a b", "other") == std::nullopt);
}

TEST_CASE("a bad pattern says where and why") {
  const auto reason = [](const char* expression) {
    try {
      const Pattern pattern(expression);
    } catch (const PatternError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(reason("a(b") == "position 3: missing closing parenthesis");
  CHECK(reason("*").find("position 0: ") == 0);
  CHECK(reason("[a").find("missing terminating ]") != std::string::npos);
  CHECK(reason("a") == "no error");
}

TEST_CASE("a pattern that never ends is cut off and counts as not found") {
  const Pattern nested("^(a+)+$");
  CHECK(nested.found_in(std::string(40, 'a')));
  CHECK_FALSE(nested.found_in(std::string(40, 'a') + "b"));
  CHECK(nested.replace(std::string(40, 'a') + "b", "") == std::string(40, 'a') + "b");
}

TEST_CASE("every match is replaced, from left to right") {
  CHECK(Pattern("b").replace("abcb", "-") == "a-c-");
  CHECK(Pattern(R"(\d+)").replace("12 and 345", "") == " and ");
  CHECK(Pattern("x").replace("abc", "-") == "abc");
  CHECK(Pattern("abc").replace("abc", "") == "");
  CHECK(Pattern("(?m)^ +").replace("  a\n  b", "") == "a\nb");
}

TEST_CASE("a pattern can be moved") {
  Pattern one("a");
  Pattern other = std::move(one);
  CHECK(other.found_in("a"));
}

}  // namespace wiretrial::judge
