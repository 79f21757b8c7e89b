#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::Scenario;

namespace {

const Protocol& jhmp() {
  static const Protocol protocol = load_protocol("scenarios/jhmp/protocol.json");
  return protocol;
}

}  // namespace

TEST_CASE("every scenario of the project loads") {
  const std::vector<Scenario> all = load_scenarios({"scenarios/jhmp"}, jhmp());
  CHECK(all.size() > 500);
  CHECK(scenario_set_hash({"scenarios/jhmp"}, jhmp().file).size() == 32);
}

TEST_CASE("missing files and empty folders say what was looked for") {
  const TestFolder folder;
  CHECK_THROWS_WITH(load_scenarios({"/nowhere/x.json"}, jhmp()),
                    "/nowhere/x.json: cannot read the scenario file: No such file or directory");
  CHECK_THROWS_WITH(load_scenarios({folder.path()}, jhmp()),
                    folder.path() + ": has no scenario files (*.json)");
}

TEST_CASE("the hash of a set of scenarios changes with any byte and any name") {
  const TestFolder one;
  const TestFolder two;
  const std::string file = one.write("h/x.json", "{}");
  two.write("h/x.json", "{}");
  const std::string hash = scenario_set_hash({one.path()}, jhmp().file);
  CHECK(hash == scenario_set_hash({two.path()}, jhmp().file));
  two.write("h/x.json", "{ }");
  CHECK(hash != scenario_set_hash({two.path()}, jhmp().file));
  two.write("h/x.json", "{}");
  two.write("protocol.json", "{}");
  CHECK(hash != scenario_set_hash({two.path()}, jhmp().file));
}
