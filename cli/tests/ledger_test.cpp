// Every clause is judged by a scenario and broken by a mutant, or says why not.
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

const char* const clauses =
    "| id | level | role | clause |\n|---|---|---|---|\n"
    "| HDR-1 | MUST | B | Both. |\n| HDR-2 | MUST | S | A server. |\n| HDR-3 | MAY | C | Free. |\n";

std::string scenario(const std::string& name, const std::string& requirement) {
  return R"({"id": "jhmp/header/)" + name + R"(", "requirement": ")" + requirement +
         R"(", "role": "server", "title": "T", "why": "A reason of )" + requirement + R"(.",
           "steps": [{"connect": "a"}, {"send": "short"}, {"expect": "response_or_rejection"}]})";
}

// A made-up protocol: the ledger is about its clauses, scenarios, mutants and exclusions.
struct Made {
  std::string exclusions;
  std::string scenarios = scenario("one", "HDR-1") + "," + scenario("two", "HDR-2");
  std::string mutants = R"({"name": "a", "role": "server", "requirement": "HDR-1",
                            "cause": "hang", "title": "It hangs"},
                           {"name": "b", "role": "server", "requirement": "HDR-2",
                            "cause": "hang", "title": "It hangs"})";
};

// What the example lacks: nobody judges clients.
const std::string no_client =
    R"({"requirement": "HDR-1", "role": "client", "lacks": ["scenario", "mutant"],
        "reason": "No client is tried."},
       {"requirement": "HDR-3", "lacks": ["scenario", "mutant"], "reason": "It is free."})";

std::string write(const Folder& folder, const Made& made) {
  std::filesystem::create_directories(folder.path("scenarios/jhmp/header"));
  Json data = Json::parse(read_file(source("scenarios/jhmp/protocol.json")), nullptr, true, true);
  data["requirements"] = "../../clauses.md";
  data["clauses"] = {"HDR"};
  data["mutants"] = "../../mutants.json";
  data["exclusions"] = Json::parse("[" + made.exclusions + "]");
  if (made.mutants.empty()) data.erase("mutants");
  folder.write("clauses.md", clauses);
  folder.write("scenarios/jhmp/protocol.json", data.dump());
  folder.write("scenarios/jhmp/header/x.json", "[" + made.scenarios + "]");
  folder.write("mutants.json",
               R"({"protocol": "jhmp", "server": {"command": ["x", "{mutant}", "{host}", "{port}"]},
                   "supports": ["ipv4"], "mutants": [)" +
                   made.mutants + R"(], "variants": []})");
  return folder.path("scenarios");
}

Finished ledger(const Folder& folder, const Made& made) {
  return wiretrial::tests::wiretrial({"list", "--ledger", "--scenarios", write(folder, made)});
}

}  // namespace

TEST_CASE("every clause of the protocol has a scenario and a mutant for each role, or a reason") {
  const Finished finished = wiretrial::tests::wiretrial({"list", "--ledger"});
  CHECK(finished.error == "");
  CHECK(finished.status == 0);
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  const char* approve = std::getenv("WIRETRIAL_APPROVE");
  if (approve != nullptr && std::string(approve) == "1") {
    std::ofstream(source("docs/LEDGER.md"), std::ios::binary) << finished.output;
  }
  INFO("wiretrial list --ledger > docs/LEDGER.md");
  CHECK((read_file(source("docs/LEDGER.md")) == finished.output));
}

TEST_CASE("a ledger without gaps is good, with a table of mutants and without") {
  const Folder folder;
  Made made;
  made.exclusions = no_client;
  const Finished with = ledger(folder, made);
  CHECK(with.error == "");
  CHECK(with.status == 0);
  CHECK_THAT(with.output, Contains("| HDR-1 | MUST | server | 1 | 1 |  |"));
  CHECK_THAT(with.output, Contains("| HDR-1 | MUST | client | 0 | 0 | No client is tried. |"));
  made.mutants = "";
  const Finished without = ledger(folder, made);
  CHECK(without.status == 0);
  CHECK_THAT(without.output, Contains("The protocol names no table of mutants."));
}

TEST_CASE("whatever a ledger lacks, or excludes for nothing, makes it red") {
  const struct {
    Made made;
    std::string gap;
  } rows[] = {
      {{""}, "HDR-1 (client) has no scenario; add one, or an exclusion with the reason to "},
      {{""}, "HDR-1 (client) has no mutant; add one, or an exclusion with the reason to "},
      {{no_client, scenario("one", "HDR-1")}, "HDR-2 (server) has no scenario; "},
      {{no_client, Made().scenarios,
        R"({"name": "a", "role": "server", "requirement": "HDR-1", "cause": "hang", "title": "T"},
           {"name": "b", "role": "server", "requirement": "HDR-2", "cause": "hang", "title": "T",
            "pathological": true})"},
       "HDR-2 (server) has no mutant; "},
      {{no_client + R"(, {"requirement": "HDR-2", "lacks": ["mutant"], "reason": "r"})"},
       "/exclusions/2: HDR-2 (server) has a mutant; remove the exclusion"},
      {{no_client + R"(, {"requirement": "HDR-1", "lacks": ["scenario"], "reason": "r"})"},
       "/exclusions/2: HDR-1 (server) has a scenario; remove the exclusion"},
      {{no_client + R"(, {"requirement": "HDR-3", "lacks": ["mutant"], "reason": "r"})"},
       "/exclusions/2: HDR-3 (client) is excluded already; remove the exclusion"},
      {{no_client + R"(, {"requirement": "HDR-9", "lacks": ["mutant"], "reason": "r"})"},
       "/exclusions/2: there is no clause HDR-9"},
      {{no_client +
        R"(, {"requirement": "HDR-2", "role": "client", "lacks": ["mutant"], "reason": "r"})"},
       "/exclusions/2: HDR-2 does not bind a client"},
  };
  for (const auto& row : rows) {
    const Folder folder;
    INFO(row.gap);
    const Finished finished = ledger(folder, row.made);
    CHECK(finished.status == 1);
    CHECK_THAT(finished.error, Contains(row.gap));
  }
}

TEST_CASE(
    "a scenario for a clause that there is not, or that does not bind its role, is an error") {
  const Folder folder;
  Made made;
  made.scenarios = scenario("one", "HDR-9");
  CHECK_THAT(ledger(folder, made).error, Contains("unknown requirement \"HDR-9\""));
  made.scenarios = scenario("one", "HDR-3");
  const Finished finished = ledger(folder, made);
  CHECK(finished.status == 2);
  CHECK_THAT(finished.error, Contains("the requirement HDR-3 does not bind a server"));
}

TEST_CASE("a clause is explained with what it is for, who judges it, and who breaks it") {
  const Folder folder;
  Made made;
  made.exclusions = no_client;
  const auto explain = [&](const std::string& id) {
    return wiretrial::tests::wiretrial({"explain", id, "--scenarios", write(folder, made)}).output;
  };
  const std::string clause = explain("HDR-1");
  CHECK_THAT(clause, Contains("Why it matters:\n  - A reason of HDR-1.\n"));
  CHECK_THAT(clause, Contains("Judged by, for a server:\n  jhmp/header/one (server): T\n"));
  CHECK_THAT(clause, Contains("Broken by these mutants:\n  a (server, hang): It hangs\n"));
  CHECK_THAT(explain("HDR-3"), Contains("  none\n  Excluded: It is free.\n"));
  made.mutants = "";
  CHECK_THAT(explain("HDR-1"), Contains("protocol.json names no table of mutants."));
}
