#include "impl/app/answer.hpp"

#include "catch.hpp"
#include "impl/app/json_members.hpp"

namespace wiretrial::impl {
namespace {

Result<Message> ask(std::string content, std::string encoding = "utf-8") {
  return answer_request({ByteOrder::big, "text/json", std::move(encoding), std::move(content)});
}

// The text of the answer's `result`, or the id of the clause that rejects the request.
std::string result_of(const std::string& content) {
  const auto answer = ask(content);
  if (const auto* error = std::get_if<WireError>(&answer)) {
    return std::string(clause_id(error->clause));
  }
  const auto& message = std::get<Message>(answer);
  CHECK(message.content_type == "text/json");
  CHECK(message.content_encoding == "utf-8");
  const std::string_view names[] = {"result"};
  return std::get<JsonMembers>(read_json_members(message.content, names)).members[0].text;
}

struct Case {
  std::string content;
  std::string result;
};

TEST_CASE("requests have their results") {
  const Case cases[] = {
      {R"({"action":"search","value":"morpheus"})", "Follow the white rabbit. 🐰"},
      {R"({"value":"ring","action":"search"})", "In the caves beneath the Misty Mountains. 💍"},
      {R"({"action":"search","value":"\ud83d\udc36"})", "🐾 Playing ball! 🏐"},
      {R"({"action":"search","value":"Ring"})", "No match for 'Ring'."},
      {R"({"action":"search","value":""})", "No match for ''."},
      {R"({"action":"search","value":"it's \"q\" \\ \n\u0000é"})",
       std::string("No match for 'it's \"q\" \\ \n\0é'.", 31)},
      {R"({"action":"Search","value":"ring"})", "Error: invalid action 'Search'."},
      {R"({"action":"","value":[]})", "Error: invalid action ''."},
      {R"({"action":"fetch"})", "Error: invalid action 'fetch'."},
      {R"({"action":"search","x":{"value":"no","action":"no"},"value":"ring"})",
       "In the caves beneath the Misty Mountains. 💍"},
  };
  for (const Case& one : cases) {
    INFO(one.content);
    CHECK(result_of(one.content) == one.result);
  }
}

TEST_CASE("an object without a usable action is answered as an error") {
  for (const std::string content :
       {"{}", R"({"action":null})", R"({"action":5,"value":"ring"})", R"({"action":["search"]})",
        R"({"value":"ring"})", R"({"Action":"search"})"}) {
    INFO(content);
    CHECK(result_of(content).starts_with("Error: invalid action"));
  }
}

TEST_CASE("a search without a string as its value finds nothing") {
  for (const std::string value : {"5", "null", "[\"ring\"]", "{}", "true"}) {
    CHECK(result_of(R"({"action":"search","value":)" + value + "}").starts_with("No match for"));
  }
  CHECK(result_of(R"({"action":"search"})").starts_with("No match for"));
}

TEST_CASE("JSON that is no object is rejected") {
  for (const std::string content :
       {"[]", "[1]", "\"\"", "\"x\"", "0", "5", "null", "true", "false", "-1.5", " [ {} ] "}) {
    INFO(content);
    CHECK(result_of(content) == "APP-5");
  }
}

TEST_CASE("content that is no JSON text is rejected") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "CNT-6"},
      {" ", "CNT-6"},
      {"{", "CNT-6"},
      {"{} x", "CNT-6"},
      {std::string("{}\0", 3), "CNT-6"},
      {std::string("{\"a\":\"\0\"}", 9), "CNT-6"},
      {"{'a':1}", "CNT-6"},
      {"{\"a\":01}", "CNT-6"},
      {"{\"a\":\"\xC0\x80\"}", "CNT-6"},
      {"{\"a\":NaN}", "CNT-11"},
      {"{\"a\":Infinity}", "CNT-11"},
      {"{\"a\":-Infinity}", "CNT-11"},
      {"{\"a\":1e999}", "CNT-13"},
      {R"({"a":"\ud800"})", "CNT-13"},
      {R"({"\udc00\ud800":1})", "CNT-13"},
  };
  for (const auto& [content, clause] : cases) {
    INFO(content);
    CHECK(result_of(content) == clause);
  }
}

TEST_CASE("content in another encoding is answered in utf-8, an unknown one is rejected") {
  const std::string wide("\0{\0\"\0a\0c\0t\0i\0o\0n\0\"\0:\0\"\0x\0\"\0}", 28);
  CHECK(std::get<Message>(ask(wide, "utf-16")).content ==
        R"({"result": "Error: invalid action 'x'."})");
  CHECK(std::get<WireError>(ask("{}", "klingon")).clause == Clause::cnt_3);
}

TEST_CASE("depth and length of JSON do no harm") {
  constexpr std::size_t size = 4'000'000;
  CHECK(result_of(R"({"a":)" + std::string(size, '[')) == "CNT-6");
  CHECK(result_of(R"({"action":)" + std::string(size, '[') + std::string(size, ']') + "}")
            .starts_with("Error: invalid action"));
  CHECK(result_of(R"({"a":)" + std::string(size, '9') + "}") == "CNT-13");
  CHECK(result_of(std::string(size, '[')) == "APP-5");
}

TEST_CASE("opaque content comes back as its first ten bytes, whatever its encoding says") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (std::size_t size = 0; size <= 256; ++size) {
    const auto answer =
        answer_request({ByteOrder::big, "x", "klingon", every_byte.substr(0, size)});
    const auto& message = std::get<Message>(answer);
    CHECK(message.content_type == "binary/custom-server-binary-type");
    CHECK(message.content_encoding == "binary");
    CHECK(message.content ==
          "First 10 bytes of request: " + every_byte.substr(0, std::min<std::size_t>(size, 10)));
  }
}

TEST_CASE("only text/json exactly is JSON") {
  for (const std::string type : {"text/JSON", "text/json ", "application/json", ""}) {
    const auto answer = answer_request({ByteOrder::big, type, "utf-8", "{}"});
    CHECK(std::get<Message>(answer).content == "First 10 bytes of request: {}");
  }
}

}  // namespace
}  // namespace wiretrial::impl
