#include "harness/hunt/suspicion.hpp"

#include "catch.hpp"
#include "harness/hunt/made_up_messages.hpp"

using namespace wiretrial::hunt;
using wiretrial::model::Closing;
using wiretrial::model::Ending;
using wiretrial::model::Reaction;

namespace {

Case opaque_case() {
  Case one;
  one.exchange.bytes = made_up::message("x", "", "abc");
  one.expected.kind = Expected::Kind::accepted;
  one.expected.clause = "APP-7";
  one.expected.content_type = "binary/custom-server-binary-type";
  one.expected.content = "First 10 bytes of request: abc";
  return one;
}

Case search_case() {
  Case one = opaque_case();
  one.expected.clause = "APP-2";
  one.expected.content_type = "text/json";
  one.expected.content = R"({"result": "No match for 'x'."})";
  return one;
}

Case rejected_case() {
  Case one;
  one.expected.kind = Expected::Kind::rejected;
  one.expected.clause = "HDR-7";
  return one;
}

const std::string right = made_up::message("binary/custom-server-binary-type", "binary",
                                           "First 10 bytes of request: abc");

std::string json_answer(const std::string& content) {
  return made_up::message("text/json", "utf-8", content);
}

}  // namespace

TEST_CASE("a reaction is held against what the reference makes of the input") {
  struct Row {
    std::string what;
    Case one;
    Reaction reaction;
    std::string_view deviation;
  };
  Case free = opaque_case();
  free.expected.latitude = "HDR-6";
  Case reset = opaque_case();
  reset.exchange.ending = Ending::reset;
  const Row rows[] = {
      {"right", opaque_case(), {right, Closing::fin, false}, ""},
      {"right, then reset", opaque_case(), {right, Closing::rst, false}, ""},
      {"right, but open", opaque_case(), {right, Closing::open, false}, "hang"},
      {"busy", opaque_case(), {"", Closing::open, true}, "spin"},
      {"silent", opaque_case(), {"", Closing::fin, false}, "no_answer"},
      {"cut short", opaque_case(), {right.substr(0, 40), Closing::fin, false}, "no_answer"},
      {"bytes behind", opaque_case(), {right + "x", Closing::fin, false}, "malformed_answer"},
      {"no message",
       opaque_case(),
       {std::string("\0\2[]", 4), Closing::fin, false},
       "malformed_answer"},
      {"another type",
       opaque_case(),
       {made_up::message("x", "binary", "abc"), Closing::fin, false},
       "wrong_answer"},
      {"gone", opaque_case(), {"", Closing::refused, false}, "refused"},
      {"free to reject", free, {"", Closing::fin, false}, ""},
      {"free to answer otherwise", free, {made_up::message("x", "", ""), Closing::fin, false}, ""},
      {"not free to hang", free, {"", Closing::open, false}, "hang"},
      {"we reset", reset, {"", Closing::ours, false}, ""},
      {"single quotes",
       search_case(),
       {json_answer(R"({"result":"No match for 'x'."})"), Closing::fin, false},
       ""},
      {"double quotes",
       search_case(),
       {json_answer(R"({"result":"No match for \"x\"."})"), Closing::fin, false},
       ""},
      {"another text",
       search_case(),
       {json_answer(R"({"result":"No match for 'y'."})"), Closing::fin, false},
       "wrong_answer"},
      {"no result", search_case(), {json_answer("{}"), Closing::fin, false}, "wrong_answer"},
      {"rejected", rejected_case(), {"", Closing::rst, false}, ""},
      {"not rejected", rejected_case(), {right, Closing::fin, false}, "not_rejected"},
      {"kept", rejected_case(), {"", Closing::open, false}, "hang"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(deviation(row.one, row.reaction) == row.deviation);
  }
}

TEST_CASE("reactions are alike but for what a reset may cost") {
  const Reaction answered{"abc", Closing::fin, false};
  CHECK(alike(answered, {"abc", Closing::rst, false}));
  CHECK(alike(answered, {"a", Closing::rst, false}));
  CHECK(alike({"", Closing::fin, false}, {"", Closing::rst, false}));
  CHECK_FALSE(alike(answered, {"a", Closing::fin, false}));
  CHECK_FALSE(alike(answered, {"abd", Closing::rst, false}));
  CHECK_FALSE(alike(answered, {"abc", Closing::open, false}));
  CHECK_FALSE(alike(answered, {"", Closing::refused, false}));
}

TEST_CASE("signatures tell kinds of reactions apart, and not their bytes") {
  const Reaction one{right, Closing::fin, false};
  const Reaction same{made_up::message("binary/custom-server-binary-type", "binary",
                                       "First 10 bytes of request: xyz"),
                      Closing::fin, false};
  CHECK(response_signature(opaque_case(), one, "") !=
        response_signature(opaque_case(), {"", Closing::fin, false}, ""));
  CHECK(response_signature(opaque_case(), one, "") !=
        response_signature(opaque_case(), one, "hang"));
  CHECK(response_signature(rejected_case(), one, "") ==
        response_signature(rejected_case(), same, ""));
}

TEST_CASE("a sanitizer's words are its finding and the innermost functions, without addresses") {
  const std::string tail =
      "==31==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000051 at pc 0x55\n"
      "READ of size 1 at 0x602000000051 thread T0\n"
      "    #0 0x55d in read_header(char const*) /src/a.cpp:10:3\n"
      "    #1 0x55e in serve /src/a.cpp:20\n"
      "    #2 0x55f in main /src/a.cpp:30\n"
      "    #3 0x560 in __libc_start_main (/lib/libc.so+0x1)\n";
  CHECK(sanitizer_signature(tail) == "heap-buffer-overflow in read_header < serve < main");
  CHECK(sanitizer_signature("a.cpp:3:5: runtime error: signed integer overflow: 1 + 2\n") ==
        "signed integer overflow: 1 + 2");
  CHECK(sanitizer_signature("listening\n").empty());
}
