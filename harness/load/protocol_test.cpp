#include "harness/load/protocol.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/load/requirements.hpp"
#include "harness/load/test_folder.hpp"
#include "harness/protocol/reader.hpp"

using namespace wiretrial;
using namespace wiretrial::load;

namespace {

const std::string table =
    "# Title\n\n| id | level | role | clause |\n|---|---|---|---|\n"
    "| FRM-1 | MUST | B | A clause with `a | b` in it. |\n"
    "| CLI-9 | SHOULD | C | Another. |\n| APP-6 | MAY | S | A third. |\n";

std::string requirements_fault(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("PROTOCOL.md", text);
  try {
    (void)load_requirements(file);
    return "nothing";
  } catch (const LoadError& error) {
    return folder.without_path(error.what());
  }
}

std::string protocol_fault(const std::string& members) {
  const TestFolder folder;
  folder.write("PROTOCOL.md", table);
  const std::string file =
      folder.write("protocol.json", R"({"name":"x","requirements":"PROTOCOL.md",)" + members + "}");
  try {
    (void)load_protocol(file);
    return "nothing";
  } catch (const LoadError& error) {
    return folder.without_path(error.what());
  }
}

struct Case {
  std::string text;
  std::string fault;
};

}  // namespace

TEST_CASE("the project's protocol loads, and its messages are right") {
  const Protocol jhmp = load_protocol("scenarios/jhmp/protocol.json");
  CHECK(jhmp.name == "jhmp");
  CHECK(jhmp.frame == protocol::FrameDescription{});
  CHECK(jhmp.requirements.size() > 70);
  CHECK(jhmp.server_control.size() == 3);
  for (const char* name :
       {"search-morpheus", "search-unknown", "opaque", "response-morpheus", "response-opaque"}) {
    INFO(name);
    REQUIRE(jhmp.messages.contains(name));
    const std::string& data = jhmp.messages.at(name).data;
    CHECK(protocol::read_strictly(data).state == protocol::ReadState::complete);
  }
}

TEST_CASE("rows of the table become requirements") {
  const TestFolder folder;
  const auto requirements = load_requirements(folder.write("PROTOCOL.md", table));
  REQUIRE(requirements.size() == 3);
  CHECK(requirements[0].id == "FRM-1");
  CHECK(requirements[0].text == "A clause with `a | b` in it.");
  CHECK(requirements[0].binds_server);
  CHECK(requirements[0].binds_client);
  CHECK(requirements[1].level == model::Level::should);
  CHECK_FALSE(requirements[1].binds_server);
  CHECK(requirements[2].level == model::Level::may);
  CHECK_FALSE(requirements[2].binds_client);
  CHECK(find_requirement(requirements, "CLI-9") == &requirements[1]);
  CHECK(find_requirement(requirements, "CLI-10") == nullptr);
}

TEST_CASE("faults of the table are told with their line") {
  const auto cases = std::vector<Case>{
      {"nothing here", "PROTOCOL.md: has no requirement `| FRM-1 | MUST | B | ... |`"},
      {table + "| FRM-1 | MUST | B | Again. |",
       "PROTOCOL.md: line 8: the requirement FRM-1 stands twice"},
      {"| FRM-1 | MSUT | B | x |",
       "PROTOCOL.md: line 1: unknown level \"MSUT\", did you mean \"MUST\"?"},
      {"\n| FRM-1 | MUST | X | x |\n",
       "PROTOCOL.md: line 2: unknown role \"X\", known are S, C and B"}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(requirements_fault(item.text) == item.fault);
  }
}

TEST_CASE("faults of a protocol are told with their place") {
  const auto cases = std::vector<Case>{
      {R"("mesages":{})", "protocol.json: unknown key \"mesages\", did you mean \"messages\"?"},
      {R"("revision":0)", "protocol.json: /revision: must be a whole number from 1 to 2147483647"},
      {R"("frame":[])", "protocol.json: /frame: a frame has three fields: prefix, header, content"},
      {R"("frame":[{"name":"p","width_bytes":3,"length_of":"h"},)"
       R"({"name":"h","kind":"json-object","length_of":"c"},{"name":"c","kind":"bytes"}])",
       "protocol.json: /frame/0/width_bytes: must be 1, 2, 4 or 8"},
      {R"("messages":{"a":"b"})", "protocol.json: /messages/a: unknown message \"b\""},
      {R"("control":{"server":[{"conect":"a"}]})",
       "protocol.json: /control/server/0: unknown step \"conect\", did you mean \"connect\"?"}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(protocol_fault(item.text) == item.fault);
  }
  CHECK_THROWS_WITH(load_protocol("/nowhere/protocol.json"),
                    "/nowhere/protocol.json: cannot read the protocol's description: No such file "
                    "or directory");
}

TEST_CASE("what a protocol lacks on purpose is read with its place") {
  const TestFolder folder;
  folder.write("sub/PROTOCOL.md", table);
  const std::string text =
      R"({"name": "x", "revision": 1, "title": "t", "requirements": "PROTOCOL.md",
          "mutants": "../m.json", "frame": [
            {"name": "prefix", "width_bytes": 2, "kind": "unsigned-big-endian",
             "length_of": "header"},
            {"name": "header", "kind": "json-object", "length_of": "content"},
            {"name": "content", "kind": "bytes"}],
          "messages": {}, "control": {}, "exclusions": [
            {"requirement": "APP-6", "lacks": ["mutant"], "reason": "r"},
            {"requirement": "FRM-1", "role": "client", "lacks": ["scenario", "mutant"],
             "reason": "s"}]})";
  const Protocol protocol = load_protocol(folder.write("sub/protocol.json", text));
  CHECK(protocol.mutants_file == folder.path() + "/m.json");
  REQUIRE(protocol.exclusions.size() == 2);
  CHECK(protocol.exclusions[0].pointer == "/exclusions/0");
  CHECK_FALSE(protocol.exclusions[0].role);
  CHECK(protocol.exclusions[0].lacks_mutant);
  CHECK_FALSE(protocol.exclusions[0].lacks_scenario);
  CHECK(protocol.exclusions[1].role == model::Role::client);
  CHECK(protocol.exclusions[1].lacks_scenario);
  CHECK(protocol.exclusions[1].reason == "s");
}

TEST_CASE("an exclusion without a reason, or of a thing that nobody lacks, is an error") {
  CHECK(protocol_fault(R"("exclusions":[{"requirement":"APP-6","lacks":["mutant"]}])") ==
        "protocol.json: /exclusions/0: \"reason\" is missing");
  CHECK(protocol_fault(
            R"("exclusions":[{"requirement":"APP-6","lacks":["mutants"],"reason":"r"}])") ==
        "protocol.json: /exclusions/0/lacks/0: unknown thing to lack \"mutants\", did you mean "
        "\"mutant\"?");
}
