#include "harness/judge/match.hpp"

#include "catch.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;
using model::MatchKind;

namespace {

std::string compare(const model::Match& match, const std::string& message) {
  const auto read = protocol::read_strictly(message);
  REQUIRE(read.state == protocol::ReadState::complete);
  return mismatch(match, read);
}

}  // namespace

TEST_CASE("what is right is right, and what is wrong is said") {
  struct Row {
    model::Match match;
    std::string message;
    const char* wrong;  // a part of what is said, empty when right
  };
  const auto json = [](const char* text) { return any_of(MatchKind::json_equals, {text}); };
  for (const Row& row : {
           Row{{}, result_message("x"), ""},
           Row{{}, opaque_response(""), ""},
           Row{result("x"), result_message("x"), ""},
           Row{result("x"), json_message(R"({"more": 1, "result": "\u0078"})"), ""},
           Row{result("x"), result_message("X"), "the result is X"},
           Row{result("x"), json_message(R"({"Result": "x"})"), "there is no `result`"},
           Row{result("1"), json_message(R"({"result": 1})"), "is no string"},
           Row{result("x"), json_message(R"(["result", "x"])"), "no JSON object"},
           Row{result("x"), opaque_response(R"({"result": "x"})"), "not text/json"},
           Row{any_of(MatchKind::result_equals, {"'x'", "\"x\""}),
               json_message(R"({"result": "\"x\""})"), ""},
           Row{any_of(MatchKind::result_begins, {"Error: "}), result_message("Error: no"), ""},
           Row{any_of(MatchKind::result_begins, {"Error: "}), result_message("An Error: "),
               "the result is"},
           Row{json(R"({"a": 1, "b": [2]})"), json_message(R"({ "b":[2],"a":1})"), ""},
           Row{json(R"({"a": 1})"), json_message(R"({"a": 2})"), "the content is"},
           Row{json("[1, 2]"), json_message("[2, 1]"), "the content is"},
           Row{opaque("a\xff"), opaque_response("a\xff"), ""},
           Row{opaque("abc"), opaque_response("ab"), "the content is ab"},
           Row{opaque("{}"), json_message("{}"), "text/json, not opaque"},
       }) {
    INFO(describe(row.match) << " against " << row.message);
    const std::string wrong = compare(row.match, row.message);
    if (*row.wrong == '\0') CHECK(wrong == "");
    if (*row.wrong != '\0') CHECK(wrong.find(row.wrong) != std::string::npos);
  }
}

TEST_CASE("type and encoding are compared where they are named, and only there") {
  auto match = result("x");
  CHECK(compare(match, result_message("x")) == "");
  match.content_type = "text/json";
  match.content_encoding = "utf-8";
  CHECK(compare(match, result_message("x")) == "");
  match.content_encoding = "UTF-8";
  CHECK(compare(match, result_message("x")) == "content-encoding is utf-8, not UTF-8");
  match.content_type = "text/JSON";
  CHECK(compare(match, result_message("x")) == "content-type is text/json, not text/JSON");
}

TEST_CASE("output shows a text that it contains") {
  CHECK(shows(shown("abc"), "Got abc.\n", "raw"));
  CHECK_FALSE(shows(shown("abc"), "Got ab c.\n", "raw"));
  CHECK(shows(any_of(MatchKind::shows, {"no", "abc"}), "abc", "raw"));
  CHECK(shows({}, "", "raw"));
  CHECK(shows(shown(std::string("a\0b", 3)), std::string("a\0b", 3), "raw"));
}

TEST_CASE("bytes as Python writes them") {
  CHECK(python_repr("abc") == "abc");
  CHECK(python_repr("a\n\r\t\\") == R"(a\n\r\t\\)");
  CHECK(python_repr(std::string("\0\x1f\x7f\xff", 4)) == R"(\x00\x1f\x7f\xff)");
  CHECK(python_repr("it's") == "it's");
  CHECK(python_repr("\"it's\"") == R"("it\'s")");
  CHECK(python_repr("\xF0\x9F\x90\xB0") == R"(\xf0\x9f\x90\xb0)");
}

TEST_CASE("every kind of match is described") {
  for (const auto& [kind, name] : model::Names<MatchKind>::table) {
    INFO(name);
    CHECK_FALSE(describe(any_of(kind, {"x"})).empty());
  }
}

}  // namespace wiretrial::judge
