// CNT: for each clause and role a subject that keeps it and one that does not.
#include "harness/judge/made_up_situations.hpp"

namespace wiretrial::judge::made_up {

namespace {

const auto either = expecting(ExpectationKind::response_or_rejection);
const auto failure_or_success = expecting(ExpectationKind::success_or_failure);
const auto no_match = response(result("No match for 'abc'."));

std::string in_charset(const std::string& text, const std::string& charset,
                       bool with_mark = false) {
  auto spec = json_spec(text);
  spec.charset = charset;
  if (with_mark) spec.content = "\xEF\xBB\xBF" + text;
  return bytes_of(spec);
}
// JSON content whose header names another encoding than the bytes have.
std::string called(const std::string& text, const std::string& encoding) {
  auto spec = json_spec(text);
  spec.values = {{"content-encoding", '"' + encoding + '"'}};
  return bytes_of(spec);
}

const std::string search = R"({"action": "search", "value": "abc"})";
const std::string found = R"({"result": "abc"})";

// A server must find nothing for `abc`, and gives the wrong result.
std::function<Trial(bool)> searched(const std::string& bytes, Behaviour wrong) {
  return given(bytes, no_match, answers(result_message("No match for 'abc'.")), std::move(wrong));
}
std::function<Trial(bool)> answered_json(const std::string& bytes) {
  return given(bytes, expecting(ExpectationKind::rejection), closes(),
               answers(result_message("No match for 'abc'.")));
}

// Bytes of all 256 values.
std::string every_byte() {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  return bytes;
}
std::function<Trial(bool)> bytes_survive() {
  const std::string bytes = every_byte();
  return told(opaque_response(bytes), success(shown(bytes)), shows(bytes),
              shows(bytes.substr(0, 128)));
}
std::function<Trial(bool)> high_bytes_come_back() {
  const std::string content = "\x80\xFF\n\r\t\\'\"{}";
  return given(opaque_request(content), response(opaque("First 10 bytes of request: " + content)),
               answers(first_ten(content)), answers(first_ten("??")));
}

}  // namespace

Situations situations_of_content() {
  using enum Cause;
  const std::string nothing = json_message("");
  const std::string not_a_number = R"({"action": "search", "value": NaN})";
  const std::string deep = json_message(std::string(100'000, '[') + std::string(100'000, ']'));
  const std::string twice_the_same =
      json_message(R"({"action": "x", "action": "search", "value": "abc"})");
  return {
      {"CNT-1", server, "treats text/json as opaque", wrong_answer,
       searched(json_message(search), answers(first_ten(search)))},
      {"CNT-1", client, "shows the JSON text as it came", wrong_answer,
       told(json_message(R"({"result": "a\u0062c"})"), success(shown("abc")), shows("abc"),
            shows(R"({"result": "a\u0062c"})"))},
      {"CNT-2", server, "does not know UTF-8 in upper case", no_answer,
       searched(called(search, "UTF-8"), closes())},
      {"CNT-2", client, "does not know UTF-8 in upper case", wrong_exit,
       refused(called(found, "UTF-8"))},
      {"CNT-3", server, "answers content in klingon", not_rejected,
       answered_json(called(search, "klingon"))},
      {"CNT-3", client, "takes content in base64", not_rejected,
       shown_all_the_same(called(found, "base64"))},
      {"CNT-4", server, "knows utf-16, or does not", none,
       given(in_charset(search, "utf-16"), either, answers(result_message("No match for 'abc'.")),
             closes())},
      {"CNT-4", client, "knows latin-1, or does not", none,
       told(in_charset(found, "latin-1"), failure_or_success, shows("abc"), fails())},
      {"CNT-5", server, "takes utf-16 for the other byte order", wrong_answer,
       searched(called(search, "utf-16"), answers(result_message("No match for '\xE6\x84\x80'.")))},
      {"CNT-5", client, "takes utf-16 for the other byte order", wrong_answer,
       told(called(found, "utf-16"), success(shown("abc")), shows("abc"), shows("\xE6\x84\x80"))},
      {"CNT-6", server, "answers text/json without content", not_rejected, answered_json(nothing)},
      {"CNT-6", client, "takes JSON that is cut short", not_rejected,
       shown_all_the_same(json_message(R"({"result": "abc")"))},
      {"CNT-7", server, "replaces bytes that are no text", wrong_answer, high_bytes_come_back()},
      {"CNT-7", client, "shows half of the 256 values", wrong_answer, bytes_survive()},
      {"CNT-8", server, "spins when there is no content", spin,
       given(opaque_request(""), response(opaque("First 10 bytes of request: ")),
             answers(first_ten("")), spins())},
      {"CNT-8", client, "waits on when there is no content", hang,
       told(opaque_response(""), success({}), shows(""), runs_on())},
      {"CNT-9", server, "rejects a message of 1 MiB", no_answer,
       given(opaque_request(std::string(1'048'576, 'a')),
             response(opaque("First 10 bytes of request: aaaaaaaaaa")),
             answers(first_ten("aaaaaaaaaa")), resets())},
      {"CNT-9", client, "cuts a message of 1 MiB short", wrong_answer,
       told(opaque_response(std::string(1'048'576, 'a')),
            success(shown(std::string(1'048'576, 'a'))), shows(std::string(1'048'576, 'a')),
            shows(std::string(65'536, 'a')))},
      {"CNT-10", server, "decodes latin-1 as UTF-8", wrong_answer,
       given(in_charset(R"({"action": "search", "value": "é"})", "latin-1"),
             response(result("No match for 'é'.")), answers(result_message("No match for 'é'.")),
             answers(result_message("No match for '\xEF\xBF\xBD'.")))},
      {"CNT-10", client, "decodes latin-1 as UTF-8", wrong_answer,
       told(in_charset(R"({"result": "é"})", "latin-1"), success(shown("é")), shows("é"),
            shows("\xEF\xBF\xBD"))},
      {"CNT-11", server, "answers a search for NaN", not_rejected,
       answered_json(json_message(not_a_number))},
      {"CNT-11", client, "takes a response with Infinity", not_rejected,
       shown_all_the_same(json_message(R"({"result": "abc", "x": Infinity})"))},
      {"CNT-12", server, "crashes on 100,000 levels", crash,
       given(deep, either, closes(), crashes())},
      {"CNT-12", client, "crashes on 100,000 levels", crash,
       told(deep, failure_or_success, fails(), dies())},
      {"CNT-13", server, "takes the last of two equal members, or rejects", none,
       given(twice_the_same, either, answers(result_message("No match for 'abc'.")), resets())},
      {"CNT-13", client, "takes a byte-order mark, or fails", none,
       told(in_charset(found, "", true), failure_or_success, shows("abc"), fails())},
  };
}

}  // namespace wiretrial::judge::made_up
