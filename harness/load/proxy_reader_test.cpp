// The steps of a pair's scenario.
#include "harness/load/proxy_reader.hpp"

#include "catch.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;

namespace {

const Protocol& jhmp() {
  static const Protocol protocol = load_protocol("scenarios/jhmp/protocol.json");
  return protocol;
}

std::string pair(const std::string& step, const std::string& more = "") {
  return R"({"id":"jhmp/pair/x","requirement":"FRM-4","role":"pair","title":"t",)" + more +
         "\"steps\":[" + step +
         R"(,{"start":{"action":"search","value":"x"}},{"expect":"rejection"},{"expect":"failure"}]})";
}

model::Scenario load_one(const std::string& text) {
  const TestFolder folder;
  return load_scenarios({folder.write("scenarios/jhmp/pair/x.json", text)}, jhmp()).at(0);
}

std::string fault(const std::string& text) {
  const TestFolder folder;
  try {
    (void)load_scenarios({folder.write("scenarios/jhmp/pair/x.json", text)}, jhmp());
    return "nothing";
  } catch (const LoadError& error) {
    return error.what();
  }
}

model::ProxyFault read(const std::string& step) {
  return std::get<model::ProxyFault>(load_one(pair(step)).runs.at(0).steps.at(0));
}

}  // namespace

TEST_CASE("a proxy step is read with its place and figures") {
  const auto cut = read(
      R"({"proxy":"cut","direction":"response","at":{"point":"content","plus":3,"message":2},"client":"rst","server":"freeze","on":"b"})");
  CHECK(cut.kind == model::ProxyFaultKind::cut);
  CHECK(cut.direction == model::Direction::response);
  CHECK(cut.at == model::StreamPlace{model::StreamPoint::content, 3, 2});
  CHECK(cut.to_client == model::SideAction::rst);
  CHECK(cut.to_server == model::SideAction::freeze);
  CHECK(cut.on == "b");
  CHECK(read(R"({"proxy":"drop","direction":"request","at":-2})").at ==
        model::StreamPlace{model::StreamPoint::end, -2, 1});
  const auto rewrite = read(
      R"({"proxy":"rewrite","direction":"request","set":{"content-length":-1},"omit":["byteorder"],"bytes":{"text":"[]"}})");
  CHECK(rewrite.header == std::vector<model::HeaderChange>{{"content-length", "-1"}});
  CHECK(rewrite.omit == std::vector<std::string>{"byteorder"});
  CHECK(rewrite.replaces_content);
  CHECK(rewrite.bytes.data == "[]");
}

TEST_CASE("expectations of a pair are about the end of the proxied connection they belong to") {
  const auto scenario = load_one(pair(R"({"proxy":"refuse"})"));
  const auto& steps = scenario.runs.at(0).steps;
  CHECK(std::get<model::Expect>(steps.at(2)).on == "a.server");
  CHECK(std::get<model::Expect>(steps.at(3)).on == "a.client");
}

TEST_CASE("what is wrong with a proxy step is said at its place") {
  struct Row {
    std::string text;
    std::string complaint;
  };
  const std::vector<Row> rows{
      {pair(R"({"proxy":"cutt","direction":"request","at":1})"), "did you mean \"cut\"?"},
      {pair(R"({"proxy":"cut","at":1})"), "direction"},
      {pair(R"({"proxy":"cut","direction":"request"})"), "needs either \"at\" or"},
      {pair(R"({"proxy":"refuse","delay_ms":1})"), "delay_ms"},
      {pair(R"({"proxy":"kill","direction":"request","at":1,"process":"proxy"})"),
       "must be \"client\" or \"server\""},
      {pair(R"({"proxy":"kill","direction":"request","at":1,"process":"client","unread":true})"),
       "the one that the direction leads to"},
      {pair(R"({"proxy":"cut","direction":"request","swept":"opaque"})"), "only for a scenario"},
      {pair(R"({"connect":"a"})"), "is no step of a pair scenario"},
      {pair(R"({"proxy":"refuse"})", R"("sweep":"fault-at-every-offset",)"), "exactly one step"}};
  for (const Row& row : rows) {
    const std::string said = fault(row.text);
    INFO(said);
    CHECK(said.find(row.complaint) != std::string::npos);
  }
}
