#include "harness/hunt/latitude.hpp"

#include <string>

#include "catch.hpp"
#include "harness/hunt/made_up_messages.hpp"

using namespace wiretrial::hunt;

namespace {

struct Case {
  std::string what;
  std::string stream;
  std::string clause;
};

Expected accepted() {
  Expected expected;
  expected.kind = Expected::Kind::accepted;
  return expected;
}

std::string search(const std::string& content, const std::string& more = "") {
  return made_up::message("text/json", "utf-8", content, more);
}

}  // namespace

TEST_CASE("what others need not accept is known by its clause") {
  const std::string deep(33, '[');
  const std::string closed(33, ']');
  const std::string ordinary = R"({"action":"search","value":"x"})";
  const Case cases[] = {
      {"nothing special", search(ordinary), ""},
      {"opaque content", made_up::message("x", "", "abc"), ""},
      {"unknown members", search(ordinary, R"(,"more":[1,{"a":null}])"), ""},
      {"nesting in a header", search(ordinary, ",\"more\":" + deep + closed), "HDR-6"},
      {"a long number in a header", search(ordinary, ",\"more\":123456789012345678901234567890"),
       "HDR-6"},
      {"an exponent in a header", search(ordinary, ",\"more\":1e9"), "HDR-6"},
      {"a lone surrogate in a header", search(ordinary, R"(,"more":"\ud800")"), "HDR-15"},
      {"another encoding", made_up::message("text/json", "ascii", ordinary), "CNT-4"},
      {"nesting in content", search(R"({"action":"search","value":"x","a":)" + deep + closed + "}"),
       "CNT-12"},
      {"a name twice in content", search(R"({"action":"search","value":"x","value":"y"})"),
       "CNT-13"},
      {"a search for no string", search(R"({"action":"search","value":5})"), "APP-6"},
      {"a search for nothing", search(R"({"action":"search"})"), "APP-6"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(latitude(one.stream, accepted()) == one.clause);
  }
}

TEST_CASE("of rejections only those stay free that a clause leaves free") {
  const Case cases[] = {
      {"a negative length", made_up::message("x", "", "abc"), "HDR-7"},
      {"a surrogate", made_up::message("x", "", "abc"), "HDR-15"},
      {"an encoding that others may know", made_up::message("text/json", "cp1252", "{}"), "CNT-3"},
      {"an encoding that is none", made_up::message("text/json", "base64", "{}"), "CNT-3"},
  };
  const std::string free[] = {"", "HDR-15", "CNT-4", ""};
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CAPTURE(cases[i].what);
    Expected expected;
    expected.kind = Expected::Kind::rejected;
    expected.clause = cases[i].clause;
    CHECK(latitude(cases[i].stream, expected) == free[i]);
  }
}
