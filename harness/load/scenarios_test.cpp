#include "harness/load/scenarios.hpp"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "harness/load/test_folder.hpp"
#include "harness/protocol/reader.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::Scenario;

namespace {

const Protocol& jhmp() {
  static const Protocol protocol = load_protocol("scenarios/jhmp/protocol.json");
  return protocol;
}

std::string server(const std::string& steps, const std::string& more = "") {
  return R"({"id":"jhmp/header/x","requirement":"HDR-7","role":"server","title":"t",)" + more +
         "\"steps\":[" + steps + "]}";
}

std::string client(const std::string& steps) {
  return R"({"id":"jhmp/header/x","requirement":"HDR-7","role":"client","title":"t","steps":[)" +
         steps + "]}";
}

// A message with these changes, sent to a server that must reject it.
std::string message(const std::string& keys) {
  return server(R"({"connect":"a"},{"send":{"message":{)" + keys + R"(}}},{"expect":"rejection"})");
}

Scenario load_one(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("scenarios/jhmp/header/x.json", text);
  return load_scenarios({file}, jhmp()).at(0);
}

// What is wrong with a file, without its name where that is x.json.
std::string fault(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("scenarios/jhmp/header/x.json", text);
  try {
    (void)load_scenarios({file}, jhmp());
    return "nothing";
  } catch (const LoadError& error) {
    std::string lines = folder.without_path(error.what());
    const std::string name = "scenarios/jhmp/header/x.json: ";
    for (std::size_t at = lines.find(name); at != std::string::npos; at = lines.find(name)) {
      lines.erase(at, name.size());
    }
    return lines;
  }
}

struct Case {
  std::string text;
  std::string fault;
};

const std::string a = R"({"connect":"a"},)";
const std::string rejection = R"(,{"expect":"rejection"})";

}  // namespace

TEST_CASE("files that are no JSON are told with line and column") {
  const auto cases = std::vector<Case>{
      {"[\n  {\"id\": }\n]",
       "line 2, column 10: malformed JSON: while parsing value - unexpected '}'; expected '[', "
       "'{', "
       "or a literal"},
      {"{} x",
       "line 1, column 4: malformed JSON: while parsing value - invalid literal; last read: '{} "
       "x'; expected end of input"},
      {std::string("{}\0x", 4), "line 1, column 3: malformed JSON: a NUL byte"},
      {"{\"a\":1,\"b\":[{\"c\":1,\"c\":2}],\"a\":3}",
       "/b/0/c: the name \"c\" stands twice in this object\n"
       "/a: the name \"a\" stands twice in this object"}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
  CHECK(fault(std::string(100, '[')).ends_with("nested deeper than 64"));
}

TEST_CASE("unknown words get a near miss and their place") {
  const auto cases = std::vector<Case>{
      {server(R"({"conect":"a"})"), "/steps/0: unknown step \"conect\", did you mean \"connect\"?"},
      {server(R"({"times":2,"conect":"a"})"),
       "/steps/0: unknown step \"conect\", did you mean \"connect\"?"},
      {server("{}"), "/steps/0: an empty step"},
      {server("5"), "/steps/0: must be an object"},
      {server(R"({"connect":"a","time":3})"),
       "/steps/0: unknown key \"time\", did you mean \"times\"?"},
      {server(R"({"connect":"a","times":0})"),
       "/steps/0/times: must be a whole number, at least 1"},
      {server(a + R"({"send":"serch-morpheus"})" + rejection),
       "/steps/1/send: unknown message \"serch-morpheus\", did you mean \"search-morpheus\"?"},
      {server(a + R"({"expect":"rejecton"})"),
       "/steps/1/expect: unknown expectation \"rejecton\", did you mean \"rejection\"?"},
      {server(a + R"({"expect":{"response":{"reslt":"x"}}})"),
       "/steps/1/expect/response: unknown key \"reslt\", did you mean \"result\"?"},
      {server(a + R"({"expect":{"response":"anything","without_rest":true}})"),
       "/steps/1/expect: an expectation has one word; \"without_rest\" is a second one, did you "
       "mean "
       "\"without_reset\"?"},
      {server(a + R"({"send":"opaque","segments":"each_byte"})" + rejection),
       "/steps/1/segments: unknown segmentation \"each_byte\", did you mean \"each-byte\"?"},
      {server(a + R"({"signal":"SIGTREM"})" + rejection),
       "/steps/1/signal: unknown signal \"SIGTREM\", did you mean \"SIGTERM\"?"},
      {client(R"({"listen":"acepting"})"),
       "/steps/0/listen: unknown way to listen \"acepting\", did you mean \"accepting\"?"},
      {server(a + R"({"expect":"rejection"})", R"("needs":["utf16"],)"),
       "/needs/0: unknown capability \"utf16\", did you mean \"utf-16\"?"},
      {server(a + R"({"expect":"rejection"})", R"("settings":{"idle_mss":5},)"),
       "/settings: unknown key \"idle_mss\", did you mean \"idle_ms\"?"},
      {server(a + R"({"expect":"rejection"})", R"("sweep":"split-at-evry-offset",)"),
       "/sweep: unknown word \"split-at-evry-offset\", did you mean \"split-at-every-offset\"?"},
      {server(a + R"({"expect":"rejection"})", R"("tittle":"x",)"),
       ": unknown key \"tittle\", did you mean \"title\"?"}};
  for (const Case& item : cases) {
    INFO(item.text);
    const std::string expected = item.fault.starts_with(": ") ? item.fault.substr(2) : item.fault;
    CHECK(fault(item.text) == expected);
  }
}

TEST_CASE("what the requirement, the role and the id must be") {
  const auto object = [](const std::string& id, const std::string& requirement,
                         const std::string& role) {
    return "{\"id\":\"" + id + "\",\"requirement\":\"" + requirement + "\",\"role\":\"" + role +
           R"(","title":"t","steps":[{"connect":"a"},{"expect":"rejection"}]})";
  };
  const auto cases = std::vector<Case>{
      {object("jhmp/header/x", "HDR-77", "server"),
       "/requirement: unknown requirement \"HDR-77\", did you mean \"HDR-7\"?"},
      {object("jhmp/header/x", "CLI-1", "server"),
       "/requirement: the requirement CLI-1 does not bind a server"},
      {object("jhmp/header/x", "HDR-7", "sever"),
       "/role: unknown role \"sever\", did you mean \"server\"?"},
      {object("jhmp/content/x", "HDR-7", "server"),
       "/id: the id of a scenario in this folder begins with \"jhmp/header/\""},
      {object("jhmp/header/X", "HDR-7", "server"),
       "/id: an id has lower-case letters, digits, hyphens and slashes only"},
      {"[" + object("jhmp/header/x", "HDR-7", "server") + "," +
           object("jhmp/header/x", "HDR-7", "server") + "]",
       "/1/id: the id \"jhmp/header/x\" stands in scenarios/jhmp/header/x.json already"},
      {"{}",
       "\"id\" is missing\n\"role\" is missing\n\"requirement\" is missing\n"
       "\"title\" is missing\nneeds either \"steps\" or \"runs\""}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
}

TEST_CASE("steps must fit together") {
  const auto cases = std::vector<Case>{
      {server(R"({"send":"opaque"})" + rejection),
       "/steps/0: no step before this one connects \"a\"\n"
       "/steps/1: no step before this one connects \"a\""},
      {server(R"({"connect":"one"},{"expect":"rejection","on":"onee"})"),
       "/steps/1: no step before this one connects \"onee\", did you mean \"one\"?"},
      {server(R"({"connect":"a"},{"repeat":2,"steps":[{"finish":"b"}]},{"expect":"rejection"})"),
       "/steps/1/steps/0: no step before this one connects \"b\""},
      {server(R"({"accept":"a"})"), "/steps/0: \"accept\" is no step of a server scenario"},
      {client(R"({"connect":"a"})"), "/steps/0: \"connect\" is no step of a client scenario"},
      {client(R"({"expect":"failure"})"),
       "a client scenario starts the client with a \"start\" step"},
      {client(R"({"start":{"action":"search","value":"x"}},{"expect":"rejection"})"),
       "/steps/1/expect: \"rejection\" is no expectation of a client scenario"},
      {client(R"({"start":{"action":"search","value":"x"}},{"expect":{"success":{"result":"x"}}})"),
       "/steps/1/expect/success: \"result\" matches messages; what a client shows is matched with "
       "\"shows\""},
      {server(a + R"({"expect":{"response":{"shows":"x"}}})"),
       "/steps/1/expect/response: \"shows\" matches what a client shows, not a message"},
      {server(a + R"({"expect":{"rejection":"anything"}})"),
       "/steps/1/expect/rejection: \"rejection\" takes no match"},
      {server(a + R"({"expect":{"sockets_released":{"since":"x","at":"y"}}})"),
       "/steps/1: no step before this one takes the vitals \"x\"\n"
       "/steps/1: no step before this one takes the vitals \"y\""},
      {server(R"({"connect":"a"})"), "expects nothing; a scenario needs an \"expect\" step"},
      {server(a + R"({"send":"opaque"})" + rejection, R"("sweep":"stop-at-every-offset",)"),
       "/sweep: a sweep needs exactly one step with \"swept\", there are 0"},
      {server(a + R"({"send":"opaque","swept":true})" + rejection),
       "/steps/1: \"swept\" is only for a scenario with a \"sweep\""},
      {server(a + R"({"send":{"repeat":{"text":"aaaa","times":5000}},"swept":true})" + rejection,
              R"("sweep":"stop-at-every-offset",)"),
       "/steps/1: a sweep over 20000 bytes would be as many trials; at most 4096 are allowed"},
      {server(a + R"({"send":"opaque","stop_at":-1000})" + rejection),
       "/steps/1/stop_at: must be a whole number from -138 to 138"},
      {server(a + R"({"read":"a","stop_at":1})" + rejection),
       "/steps/1: \"a\" is read already; open it with \"read\": false"},
      {server(R"({"connect":"a","read":false},{"read":"a","stop_at":"heder+1"})" + rejection),
       "/steps/1/stop_at: no place of a message: \"heder+1\", did you mean \"header\"?"},
      {server(R"({"connect":"a","read":false},{"read":"a","swept":true})" + rejection,
              R"("sweep":"read-to-every-offset",)"),
       "/steps/1: \"swept\" and \"expected\" go together: the sweep is over the expected message"},
      {server(a + R"({"send":"opaque","swept":true})" + rejection,
              R"("sweep":"read-to-every-offset",)"),
       "/steps/1: this sweep is over the bytes of a read"},
      {server(R"({"connect":"a","read":false},{"read":"a","swept":true,"expected":"opaque"})" +
                  rejection,
              R"("sweep":"stop-at-every-offset",)"),
       "/steps/1: this sweep is over the bytes of a send"},
      {server(a + R"({"send":"opaque","urgent_at":30,"stop_at":30})" + rejection),
       "/steps/1: the urgent byte is not sent"},
      {server(a + R"({"send":"opaque","held_back":31,"stop_at":30})" + rejection),
       "/steps/1: holds back more bytes than are sent"},
      {server(a + R"({"send":"opaque","kernel_flushes":true})" + rejection),
       "/steps/1: \"kernel_flushes\" goes with \"held_back\""}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
}

TEST_CASE("messages that cannot be built are told at their place") {
  const auto cases = std::vector<Case>{
      {message(R"("jsn":1)"), "/steps/1/send/message: unknown key \"jsn\", did you mean \"json\"?"},
      {message(R"("json":1,"opaque":"x")"),
       "/steps/1/send/message: \"json\" and \"opaque\" both say what the content is"},
      {message(R"("opaque_hex":"0g")"),
       "/steps/1/send/message/opaque_hex: no hexadecimal digit at position 1"},
      {message(R"("json":1,"charset":"utf-61-le")"),
       "/steps/1/send/message/charset: unknown charset \"utf-61-le\", did you mean \"utf-16-le\"?"},
      {message(R"("opaque":"x","charset":"ascii")"),
       "/steps/1/send/message/charset: opaque content has no charset"},
      {message(R"("opaque":"x","omit":["byteordr"])"),
       "/steps/1/send/message: cannot omit \"byteordr\", the header has none"},
      {message(R"("header_text":"{}","set":{"x":1})"),
       "/steps/1/send/message/set: has no effect beside \"header_text\""},
      {message(R"("opaque_repeat":{"text":"aa","times":1000000000})"),
       "/steps/1/send/message/opaque_repeat: would be larger than 268435456 bytes"},
      {message(R"("set":{"x":1},"raw":{"x":"NaN"})"),
       "/steps/1/send/message/raw: \"x\" stands in \"set\" too"}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
}

TEST_CASE("what only the schema forbids is told too") {
  const std::string text = server(a + R"({"expect":"rejection"})", R"("also":["HDR-8","HDR-8"],)");
  CHECK(fault(text).find("against the schema") != std::string::npos);
}

TEST_CASE("no more than twenty problems are told, and all files are read") {
  std::string steps = R"({"connect":"a"})";
  for (int i = 0; i < 30; ++i) steps += R"(,{"conect":"a"})";
  const std::string lines = fault(server(steps));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 19);
  const TestFolder folder;
  folder.write("scenarios/jhmp/header/b.json", "{");
  folder.write("scenarios/jhmp/header/a.json", "[");
  try {
    (void)load_scenarios({folder.path()}, jhmp());
    FAIL("nothing was wrong");
  } catch (const LoadError& error) {
    REQUIRE(error.problems().size() == 2);
    CHECK(error.problems()[0].file.ends_with("a.json"));
  }
}

TEST_CASE("steps become what they say") {
  const Scenario scenario =
      load_one(server(a + R"({"send":["opaque",{"text":"x"},"opaque",{"random":4}],)" +
                          R"("segments":"fields","stop_at":-1},)" +
                          R"({"expect":{"response":{"result":["u","v"]},"without_reset":true}})",
                      R"(/* a comment */ "settings":{"idle_ms":300,"host":"ipv6"},)"));
  CHECK(scenario.settings.values.at("idle_ms") == 300);
  CHECK(scenario.settings.host == "ipv6");
  CHECK_FALSE(scenario.waits_for_rejection);
  const auto& send = std::get<model::Send>(scenario.runs.at(0).steps.at(1));
  REQUIRE(send.bytes.spans.size() == 7);
  CHECK(send.bytes.spans[3].name == "prefix2");
  CHECK(send.bytes.spans[6].name == "random");
  CHECK(send.stop_at == send.bytes.data.size() - 1);
  CHECK(send.cuts.size() == 7);
  const auto& expect = std::get<model::Expect>(scenario.runs[0].steps.at(2));
  CHECK(expect.expectation.match.texts == std::vector<std::string>{"u", "v"});
  CHECK(expect.expectation.without_reset);
}

TEST_CASE("the opaque type depends on who is on trial") {
  const auto type_of = [](const Scenario& scenario, std::size_t step) {
    const auto& send = std::get<model::Send>(scenario.runs.at(0).steps.at(step));
    return protocol::read_strictly(send.bytes.data).message.content_type;
  };
  CHECK(type_of(load_one(message(R"("opaque":"x")")), 1) == "binary/custom-client-binary-type");
  const Scenario other =
      load_one(client(R"({"start":{"action":"search","value":"x"}},{"accept":"a"},)"
                      R"({"send":{"message":{"opaque":"x"}}},{"expect":"failure"})"));
  CHECK(type_of(other, 2) == "binary/custom-server-binary-type");
}

TEST_CASE("of a scenario that nobody wants only the head is read") {
  const std::string wanted_one = server(R"({"connect":"a"},{"expect":"rejection"})");
  std::string other = server(R"({"conect":"a"})");
  other.replace(other.find("header/x"), 8, "header/y");
  const TestFolder folder;
  const auto write = [&](const std::string& first, const std::string& second) {
    folder.write("scenarios/jhmp/header/first.json", first);
    folder.write("scenarios/jhmp/header/second.json", second);
  };
  const auto load = [&](const std::string& id) {
    return load_scenarios({folder.path("scenarios")}, jhmp(),
                          [&](const Scenario& head) { return head.id == id; });
  };
  write(wanted_one, other);
  const std::vector<Scenario> scenarios = load("jhmp/header/x");
  REQUIRE(scenarios.size() == 2);
  CHECK_FALSE(scenarios[0].head_only);
  CHECK(scenarios[0].runs.at(0).steps.size() == 2);
  CHECK(scenarios[1].head_only);
  CHECK(scenarios[1].requirement == "HDR-7");
  CHECK(scenarios[1].runs.empty());
  CHECK_THROWS_AS(load("jhmp/header/y"), LoadError);
  other.replace(other.find("HDR-7"), 5, "HDR-77");
  write(wanted_one, other);
  CHECK_THROWS_AS(load("jhmp/header/x"), LoadError);
}
