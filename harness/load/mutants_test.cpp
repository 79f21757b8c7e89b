#include "harness/load/mutants.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::Role;
using model::Specimen;
using model::SpecimenKind;

namespace {

const std::vector<model::Requirement> clauses{
    {"HDR-7", model::Level::must, true, true, ""},
    {"SRV-1", model::Level::must, true, false, ""},
};

const std::string both =
    R"("server":{"command":["./s","{mutant}","{port}"]},"client":{"command":["c","--is={mutant}","{port}"]})";

std::string table(const std::string& mutants, const std::string& more = "") {
  return R"({"protocol":"jhmp",)" + both + more + R"(,"mutants":[)" + mutants + "]}";
}

std::string mutant(const std::string& name, const std::string& role, const std::string& more = "",
                   const std::string& clause = "HDR-7", const std::string& cause = "hang") {
  return R"({"name":")" + name + R"(","role":")" + role + R"(","requirement":")" + clause +
         R"(","cause":")" + cause + R"(","title":"x")" + more + "}";
}

std::string fault(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("mutants.json", text);
  try {
    (void)load_mutants(file, clauses);
    return "nothing";
  } catch (const LoadError& error) {
    return folder.without_path(error.what());
  }
}

}  // namespace

TEST_CASE("an entry for both roles is two, which may have two causes") {
  const TestFolder folder;
  const auto read = [&](const std::string& more) {
    const std::string file = folder.write("mutants.json", table(mutant("a", "both", more)));
    return load_mutants(file, clauses).specimens;
  };
  const auto alike = read("");
  REQUIRE(alike.size() == 2);
  CHECK(alike[0].subject.name == "server-a");
  CHECK(alike[1].subject.name == "client-a");
  CHECK(alike[1].cause == model::Cause::hang);
  const auto apart = read(R"(,"client_cause":"wrong_exit")");
  CHECK(apart[0].cause == model::Cause::hang);
  CHECK(apart[1].cause == model::Cause::wrong_exit);
  CHECK(fault(table(mutant("a", "both", "", "SRV-1"))) ==
        "mutants.json: /mutants/0/requirement: the requirement SRV-1 does not bind a client");
}

TEST_CASE("a table is read, and each program is told its name") {
  const TestFolder folder;
  const std::string file = folder.write(
      "mutants.json",
      table(mutant("a", "server") + "," + mutant("a", "client", R"(,"pathological":true)"),
            R"(,"supports":["ipv6"],"limits":{"max_content":5},
          "variants":[{"name":"v","role":"client","title":"t","supports":["ascii"],
                       "client":{"command":["sh","-c","{mutant}{mutant} {port}"]}}])"));
  const model::MutantTable read = load_mutants(file, clauses);
  REQUIRE(read.specimens.size() == 3);
  const Specimen& server = read.specimens[0];
  CHECK(server.kind == SpecimenKind::mutant);
  CHECK(server.subject.name == "server-a");
  CHECK(server.subject.server->command ==
        std::vector<std::string>{folder.path("s"), "a", "{port}"});
  CHECK(!server.subject.client);
  CHECK(server.subject.supports == std::vector<std::string>{"ipv4", "ipv6"});
  CHECK(server.subject.limits.at("max_content") == 5);
  CHECK(server.requirement == "HDR-7");
  CHECK(server.cause == model::Cause::hang);
  CHECK(!server.pathological);
  CHECK(read.specimens[1].pathological);
  CHECK(read.specimens[1].subject.client->command ==
        std::vector<std::string>{"c", "--is=a", "{port}"});
  const Specimen& variant = read.specimens[2];
  CHECK(variant.kind == SpecimenKind::variant);
  CHECK(variant.subject.client->command == std::vector<std::string>{"sh", "-c", "vv {port}"});
  CHECK(variant.subject.supports == std::vector<std::string>{"ipv4", "ascii"});
  REQUIRE(read.unchanged_server);
  CHECK(read.unchanged_server->server->command[1] == "none");
  CHECK(read.unchanged_client->client->command[1] == "--is=none");
}

TEST_CASE("faults of a table are told with their place") {
  const struct {
    std::string text;
    std::string fault;
  } cases[] = {
      {"[]", "mutants.json: must be an object"},
      {R"({"protocol":"jhmp","mutants":[]})", "mutants.json: needs \"server\" or \"client\""},
      {R"({"protocol":"jhmp",)" + both + "}", "mutants.json: \"mutants\" is missing"},
      {table(""),
       "mutants.json: /mutants: against the schema: Array should contain no fewer than "
       "1 elements."},
      {table(mutant("a", "server"), R"(,"varants":[])"),
       "mutants.json: unknown key \"varants\", did you mean \"variants\"?"},
      {table(mutant("a b", "server")),
       "mutants.json: /mutants/0/name: a name has no white space and none of @ # /"},
      {table(mutant("a", "pair")), "mutants.json: /mutants/0/role: unknown role \"pair\""},
      {table(mutant("a", "server", "", "HDR-77")),
       "mutants.json: /mutants/0/requirement: unknown requirement \"HDR-77\", did you mean "
       "\"HDR-7\"?"},
      {table(mutant("a", "client", "", "SRV-1")),
       "mutants.json: /mutants/0/requirement: the requirement SRV-1 does not bind a client"},
      {table(mutant("a", "server", "", "HDR-7", "hung")),
       "mutants.json: /mutants/0/cause: unknown cause \"hung\", did you mean \"hang\"?"},
      {table(mutant("a", "server") + "," + mutant("a", "server")),
       "mutants.json: /mutants/1/name: there is a server \"a\" already"},
      {R"({"protocol":"jhmp","server":{"command":["s","{port}"]},"mutants":[)" +
           mutant("a", "client") + "]}",
       "mutants.json: /mutants/0: there is no \"client\", here or at the top of the table"},
      {table(mutant("a", "server", R"(,"server":{"command":["x","{mutan}","{port}"]})")),
       "mutants.json: /mutants/0/server/command/1: unknown placeholder \"{mutan}\", did you mean "
       "\"{mutant}\"?"},
  };
  for (const auto& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
  CHECK_THROWS_WITH(
      load_mutants("/nowhere/mutants.json", clauses),
      "/nowhere/mutants.json: cannot read the table of mutants: No such file or directory");
}
