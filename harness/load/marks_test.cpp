// Members of a scenario that say something about its verdicts.
#include "catch.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;

namespace {

std::vector<model::Scenario> read(const std::string& members) {
  static const Protocol jhmp = load_protocol("scenarios/jhmp/protocol.json");
  return read_scenario_text("scenarios/jhmp/header/x.json",
                            R"({"id": "jhmp/header/x", "requirement": "HDR-7", "role": "server",
                                "title": "t", )" +
                                members + R"("steps": [{"connect": "a"}, {"send": "short"}, {"expect": "rejection"}]})",
                            jhmp);
}

std::string fault(const std::string& members) {
  try {
    (void)read(members);
    return "nothing";
  } catch (const LoadError& error) {
    const std::string name = "scenarios/jhmp/header/x.json: ";
    return std::string(error.what()).substr(name.size());
  }
}

}  // namespace

TEST_CASE("a scenario may say since when it scores, who disputes it, and what it probes") {
  const auto plain = read("").at(0);
  CHECK(plain.since == 1);
  CHECK_FALSE(plain.disputed);
  CHECK(plain.probes.empty());
  const auto marked = read(
                          R"("since": 2, "probes": "utf-16",
         "disputed": {"link": "https://example.org/1", "claim": "No."}, )")
                          .at(0);
  CHECK(marked.since == 2);
  CHECK(marked.probes == "utf-16");
  CHECK(marked.disputed == model::Dispute{"https://example.org/1", "No."});
}

TEST_CASE("what is said about a verdict changes no digest, what is probed does") {
  const std::string digest = read("").at(0).digest;
  CHECK(read(R"("since": 2, )").at(0).digest == digest);
  CHECK(read(R"("disputed": {"link": "https://a", "claim": "c"}, )").at(0).digest == digest);
  CHECK(read(R"("needs": ["utf-16"], )").at(0).digest != digest);
}

TEST_CASE("a mark that says nothing is an error") {
  CHECK(fault(R"("since": 0, )").find("/since: must be ") == 0);
  CHECK(fault(R"("disputed": {"link": "here", "claim": "c"}, )") ==
        "/disputed: \"link\" must be the address of a page (https://...)");
  CHECK(fault(R"("disputed": {"link": "https://a"}, )") == "/disputed: \"claim\" is missing");
  CHECK(fault(R"("probes": "utf-61", )") ==
        "/probes: unknown capability \"utf-61\", did you mean \"utf-16\"?");
}
