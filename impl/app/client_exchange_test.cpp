#include "impl/app/client_exchange.hpp"

#include "catch.hpp"
#include "impl/app/answer.hpp"

namespace wiretrial::impl {
namespace {

// What is shown of a JSON response, or the id of the clause that makes it a failure.
std::string shown(std::string content) {
  const auto result = shown_result({ByteOrder::big, "text/json", "utf-8", std::move(content)});
  if (const auto* error = std::get_if<WireError>(&result)) {
    return std::string(clause_id(error->clause));
  }
  return std::get<std::string>(result);
}

TEST_CASE("a search is JSON, any other action its bytes and the value's") {
  const Message search = make_request("search", "a \"b\" \n🐶");
  CHECK(search.content_type == "text/json");
  CHECK(search.content_encoding == "utf-8");
  CHECK(search.content == R"({"action": "search", "value": "a \"b\" \n🐶"})");
  const Message opaque = make_request("binary", "\xFF\xFE");
  CHECK(opaque.content_type == "binary/custom-client-binary-type");
  CHECK(opaque.content_encoding == "binary");
  CHECK(opaque.content == "binary\xFF\xFE");
}

TEST_CASE("the result is shown: a string's text, another value's JSON text") {
  CHECK(shown(R"({"result": "a\n\"b\" \ud83d\udc36"})") == "a\n\"b\" 🐶");
  CHECK(shown(R"({"result": ""})").empty());
  CHECK(shown(R"({"result": null})") == "null");
  CHECK(shown(R"({"result": true})") == "true");
  CHECK(shown(R"({"result": -5})") == "-5");
  CHECK(shown(R"({"result": 1.50})") == "1.50");
  CHECK(shown(R"({"x": [9], "result": [ 1, {"a": ["\u0022", {}], "b": [[]]}, false ], "y": 0})") ==
        R"([1,{"a":["\"",{}],"b":[[]]},false])");
  CHECK(shown(R"({"result": 1, "result": [2]})") == "[2]");
  CHECK(shown(R"({"x": {"result": 1}, "result": 2})") == "2");
}

TEST_CASE("a JSON response without a result is a failure") {
  CHECK(shown("{}") == "APP-11");
  CHECK(shown(R"({"Result": 1})") == "APP-11");
  CHECK(shown(R"({"x": {"result": 1}})") == "APP-11");
  for (const std::string content : {"[]", "5", "\"result\"", "null", "[{\"result\":1}]"}) {
    CHECK(shown(content) == "APP-10");
  }
  CHECK(shown("{\"result\":") == "CNT-6");
  CHECK(shown("") == "CNT-6");
}

TEST_CASE("opaque content is shown as it is") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const auto result = shown_result({ByteOrder::big, "x", "klingon", every_byte});
  CHECK(std::get<std::string>(result) == every_byte);
}

TEST_CASE("every value comes back through the whole application") {
  for (const std::string value : {"x", "'", "\"", "\\", "\u007f", "é", "🐶🐶", "a\tb"}) {
    auto answer = answer_request(make_request("search", value));
    const auto result = shown_result(std::get<Message>(std::move(answer)));
    CHECK(std::get<std::string>(result) == "No match for '" + value + "'.");
  }
}

}  // namespace
}  // namespace wiretrial::impl
