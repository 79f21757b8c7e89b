#include "harness/plan/selector.hpp"

#include "catch.hpp"
#include "harness/plan/plan.hpp"

using namespace wiretrial;
using namespace wiretrial::plan;

namespace {

const Names names{
    {"jhmp/header/negative", "header+17", "one"}, "HDR-7", model::Level::must, model::Role::server};

struct Case {
  std::vector<std::string> selectors;
  bool fits;
};

const std::vector<model::Requirement> requirements{
    {"HDR-7", model::Level::must, true, true, ""},
    {"CLI-3", model::Level::should, false, true, ""}};

std::vector<model::Scenario> scenarios() {
  std::vector<model::Scenario> all(2);
  all[0].id = "jhmp/header/negative";
  all[0].requirement = "HDR-7";
  all[1].id = "jhmp/robustness/tells";
  all[1].requirement = "CLI-3";
  all[1].role = model::Role::client;
  return all;
}

}  // namespace

TEST_CASE("selectors of one key mean or, of different keys and") {
  const auto cases =
      std::vector<Case>{{{}, true},
                        {{"jhmp/header/negative"}, true},
                        {{"jhmp/header/negative#header+17@one"}, true},
                        {{"jhmp/header/negative#header+17"}, true},
                        {{"jhmp/header/negative@one"}, true},
                        {{"*@two"}, false},
                        {{"jhmp/header/negative#header+18"}, false},
                        {{"jhmp/header/nega"}, false},
                        {{"*header*"}, true},
                        {{"requirement:HDR-7"}, true},
                        {{"requirement:HDR-*"}, true},
                        {{"requirement:HDR-8"}, false},
                        {{"requirement:HDR-8", "requirement:HDR-7"}, true},
                        {{"requirement:HDR-7", "level:SHOULD"}, false},
                        {{"requirement:HDR-7", "level:MUST", "role:server", "jhmp/*"}, true},
                        {{"role:client"}, false},
                        {{"x", "jhmp/*"}, true},
                        {{"reqirement:HDR-7"}, false}};
  for (const Case& item : cases) {
    std::string written;
    for (const std::string& text : item.selectors) written += text + " ";
    INFO(written);
    CHECK(selected(parse_selectors(item.selectors), names) == item.fits);
  }
}

TEST_CASE("a scenario that a selector may fit is known by its head, whatever subject and place") {
  const model::Scenario scenario = scenarios()[0];
  const auto cases = std::vector<Case>{{{}, true},
                                       {{"jhmp/header/negative"}, true},
                                       {{"jhmp/header/negative#header+17@one"}, true},
                                       {{"jhmp/header/negative@one"}, true},
                                       {{"jhmp/header/negative#*"}, true},
                                       {{"jhmp/head*17"}, true},
                                       {{"*@one"}, true},
                                       {{"x", "jhmp/*"}, true},
                                       {{"requirement:HDR-*"}, true},
                                       {{"level:SHOULD", "role:server"}, true},
                                       {{"jhmp/header/negative-zero"}, false},
                                       {{"jhmp/header#*"}, false},
                                       {{"jhmp/robustness/*", "role:client"}, false},
                                       {{"requirement:CLI-3"}, false}};
  for (const Case& item : cases) {
    std::string written;
    for (const std::string& text : item.selectors) written += text + " ";
    INFO(written);
    CHECK(may_fit(parse_selectors(item.selectors), scenario, model::Level::must) == item.fits);
  }
}

TEST_CASE("selectors choose scenarios without subjects") {
  CHECK(select(scenarios(), requirements, {}).size() == 2);
  CHECK(select(scenarios(), requirements, {"role:client"}).at(0).id == "jhmp/robustness/tells");
  CHECK(select(scenarios(), requirements, {"level:MAY"}).empty());
}

TEST_CASE("a selector that fits nothing is told with what was meant") {
  PlanOptions options;
  options.selectors = {"jhmp/*",     "jhmp/heder/negative", "requirement:HDR-77",
                       "level:MSUT", "reqirement:CLI-3",    "role:client",
                       "xyz"};
  const auto unmatched = unmatched_selectors(scenarios(), {}, requirements, options);
  std::string reasons;
  for (const auto& [selector, reason] : unmatched) reasons += reason + "\n";
  CHECK(reasons ==
        "the selector \"jhmp/heder/negative\" fits nothing, did you mean "
        "\"jhmp/header/negative\"?\n"
        "the selector \"requirement:HDR-77\" fits nothing, did you mean \"requirement:HDR-7\"?\n"
        "the selector \"level:MSUT\" fits nothing, did you mean \"level:MUST\"?\n"
        "unknown key \"reqirement\" in the selector \"reqirement:CLI-3\", did you mean "
        "\"requirement\"?\n"
        "the selector \"xyz\" fits nothing\n");
  model::Subject subject;
  subject.name = "one";
  subject.server = model::ServerSubject{};
  subject.file = "one.json";
  options.selectors = {"role:client"};
  const auto reason = [&](const std::vector<model::Subject>& subjects) {
    return unmatched_selectors(scenarios(), subjects, requirements, options).at(0).reason;
  };
  const std::string nothing =
      "the selector \"role:client\" fits nothing but trials of a client, and ";
  CHECK(reason({subject}) == nothing + "one.json does not describe a client");
  CHECK(reason({subject, subject}) == nothing + "no subject describes a client");
  options.roles = {model::Role::server};
  CHECK(reason({subject}) == nothing + "--role asks for others");
}

TEST_CASE("where there is no trial at all, the reason is told") {
  model::Subject server;
  server.file = "one.json";
  server.server = model::ServerSubject{};
  model::Subject both = server;
  both.client = model::ClientSubject{};
  const auto why = [](std::vector<std::string> selectors, const model::Subject& subject,
                      std::vector<model::Role> roles) {
    PlanOptions options;
    options.selectors = std::move(selectors);
    options.roles = std::move(roles);
    options.shard = {2, 2};  // which has nothing, and that is no matter
    return why_no_trial(scenarios(), std::vector{subject}, requirements, options);
  };
  CHECK(why({}, server, {}).empty());
  CHECK(why({"level:SHOULD", "role:client"}, both, {}).empty());
  CHECK(why({}, server, {model::Role::client}) ==
        "one.json does not describe a client, and the trials that are wanted are for one");
  CHECK(why({}, both, {model::Role::pair}) == "there is no scenario for a pair");
  CHECK(
      why({"jhmp/*", "level:SHOULD", "role:server"}, both, {}) ==
      "the selectors exclude each other: no trial fits both \"level:SHOULD\" and \"role:server\"");
  CHECK(why({"jhmp/header/*", "x", "requirement:CLI-3", "role:server"}, both, {}) ==
        "the selectors exclude each other: no trial fits both \"jhmp/header/*\" or \"x\" and "
        "\"requirement:CLI-3\"");
}
