// What a plan says about its outcome before there is one: whether it scores, is disputed, probes.
#include "catch.hpp"
#include "harness/plan/plan.hpp"

using namespace wiretrial;
using namespace wiretrial::plan;

namespace {

const std::vector<model::Requirement> requirements{{"HDR-7", model::Level::must, true, true, ""}};

model::Scenario scenario() {
  model::Scenario made;
  made.id = "a/x";
  made.requirement = "HDR-7";
  made.runs = {{"", {model::Connect{}}}};
  return made;
}

model::Subject subject(const std::string& name, std::vector<std::string> supports) {
  model::Subject made;
  made.name = name;
  made.supports = std::move(supports);
  made.server = model::ServerSubject{{"server", "{port}"}, "/", "", {}};
  return made;
}

model::Plan plan_of(const model::Scenario& one, int revision,
                    std::vector<std::string> supports = {"ipv4"}) {
  PlanOptions options;
  options.revision = revision;
  return make_plans(std::vector{one}, std::vector{subject("mine", std::move(supports))},
                    requirements, {}, options)
      .at(0);
}

}  // namespace

TEST_CASE("a scenario scores from its revision on") {
  model::Scenario late = scenario();
  late.since = 3;
  CHECK(plan_of(late, 2).not_scored == "scores from revision 3 on");
  CHECK(plan_of(late, 3).not_scored.empty());
  CHECK(plan_of(late, 4).not_scored.empty());
  CHECK(plan_of(late, 0).not_scored.empty());
  CHECK(plan_of(scenario(), 1).not_scored.empty());
}

TEST_CASE("a probe is one for those who do not declare the word") {
  model::Scenario probe = scenario();
  probe.probes = "utf-16";
  CHECK(plan_of(probe, 1).probes == "utf-16");
  CHECK(plan_of(probe, 1, {"ipv4", "utf-16"}).probes.empty());
  CHECK(plan_of(probe, 1).unsupported.empty());
  CHECK(plan_of(scenario(), 1).probes.empty());
}

TEST_CASE("a dispute goes along") {
  model::Scenario disputed = scenario();
  disputed.disputed = model::Dispute{"https://example.org", "c"};
  CHECK(plan_of(disputed, 1).disputed == disputed.disputed);
}

TEST_CASE("every trial that there could be has a name, pairs and sweeps included") {
  model::Scenario pair = scenario();
  pair.id = "a/pair";
  pair.role = model::Role::pair;
  model::Subject both = subject("both", {});
  both.client = model::ClientSubject{{"client", "{port}"}, "/", "", "", "raw"};
  const std::vector<model::TrialName> names = every_trial(
      std::vector{scenario(), pair}, std::vector{both, subject("other", {})}, requirements);
  CHECK(names == std::vector<model::TrialName>{{"a/x", "", "both"},
                                               {"a/x", "", "other"},
                                               {"a/pair", "", "both+both"},
                                               {"a/pair", "", "both+other"}});
  CHECK(every_trial(std::vector{scenario()}, {}, requirements).empty());
}
