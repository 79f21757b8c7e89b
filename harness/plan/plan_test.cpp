#include "harness/plan/plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "catch.hpp"
#include "harness/plan/needs.hpp"
#include "harness/plan/settings.hpp"
#include "harness/protocol/builder.hpp"

using namespace wiretrial;
using namespace wiretrial::plan;
using model::Plan;
using model::Scenario;
using model::Subject;

namespace {

const std::vector<model::Requirement> requirements{
    {"FRM-2", model::Level::must, true, true, ""},
    {"HDR-7", model::Level::must, true, true, ""},
    {"HDR-9", model::Level::should, true, true, ""},
    {"CLI-3", model::Level::should, false, true, ""}};

Scenario scenario(const std::string& id, const std::string& requirement,
                  model::Role role = model::Role::server) {
  Scenario result;
  result.id = id;
  result.requirement = requirement;
  result.role = role;
  model::Send send;
  send.bytes = {std::string(12, '\0'), {{"random", 2, 10}}, "", 0};
  result.runs = {{"", {model::Connect{}, send}}, {"", {model::Connect{}, send}}};
  return result;
}

Scenario sweep(const std::string& id, model::Sweep kind) {
  Scenario result = scenario(id, "FRM-2");
  protocol::MessageSpec spec;
  spec.content = "{}";
  model::Send send;
  send.bytes = protocol::build_message(spec);
  send.swept = true;
  result.sweep = kind;
  result.runs = {{"", {model::Connect{}, send}}};
  return result;
}

std::vector<Scenario> suite() {
  std::vector<Scenario> all{scenario("jhmp/header/negative", "HDR-7"),
                            scenario("jhmp/header/over-limit", "HDR-9"),
                            sweep("jhmp/framing/stop", model::Sweep::stop_at_every_offset),
                            sweep("jhmp/framing/split", model::Sweep::split_at_every_offset),
                            scenario("jhmp/robustness/tells", "CLI-3", model::Role::client),
                            scenario("jhmp/application/smoke", "FRM-2")};
  all.back().smoke = true;
  return all;
}

Subject subject(const std::string& name = "one") {
  Subject result;
  result.name = name;
  result.supports = {"ipv4"};
  result.server = model::ServerSubject{{"server", "{port}", "--idle={idle_ms}"}, "/", "", {}};
  result.client = model::ClientSubject{{"client", "{port}"}, "/", "yes", "no", "python-repr"};
  return result;
}

std::vector<Plan> plans_for(const PlanOptions& options,
                            const std::vector<Subject>& subjects = {subject()}) {
  return make_plans(suite(), subjects, requirements, {model::Connect{.name = "control"}}, options);
}

std::vector<std::string> names_of(const std::vector<Plan>& plans) {
  std::vector<std::string> names;
  for (const Plan& plan : plans) names.push_back(plan.trial);
  return names;
}

const model::Send& send_of(const Plan& plan, std::size_t run = 0) {
  return std::get<model::Send>(plan.runs[run].steps.at(1));
}

Plan only_plan(const Scenario& one, const Subject& who = subject()) {
  return make_plans(std::vector{one}, std::vector{who}, requirements, {}, {}).at(0);
}

}  // namespace

TEST_CASE("the same seed gives the same plan, another one other bytes") {
  PlanOptions options;
  options.shuffle = true;
  const std::vector<Plan> once = plans_for(options);
  const std::vector<Plan> again = plans_for(options);
  options.seed = 1;
  const std::vector<Plan> other = plans_for(options);
  CHECK(names_of(once) == names_of(again));
  CHECK(names_of(once) != names_of(other));
  REQUIRE(once[0].trial == "jhmp/application/smoke@one");
  CHECK(send_of(once[0]).bytes == send_of(again[0]).bytes);
  CHECK(send_of(once[0]).bytes != send_of(other[0]).bytes);
}

TEST_CASE("runs of one trial have the same random bytes, inside the span only") {
  const Plan plan = plans_for({}).at(0);
  CHECK(send_of(plan, 0).bytes == send_of(plan, 1).bytes);
  CHECK(send_of(plan).bytes.data.get().substr(0, 2) == std::string(2, '\0'));
  CHECK(send_of(plan).bytes.data.get().substr(2) != std::string(10, '\0'));
}

TEST_CASE("shuffling keeps the set, and smoke first") {
  PlanOptions options;
  std::vector<std::string> usual = names_of(plans_for(options));
  options.shuffle = true;
  std::vector<std::string> shuffled = names_of(plans_for(options));
  CHECK(usual != shuffled);
  CHECK(usual[0] == "jhmp/application/smoke@one");
  CHECK(shuffled[0] == "jhmp/application/smoke@one");
  std::sort(usual.begin(), usual.end());
  std::sort(shuffled.begin(), shuffled.end());
  CHECK(usual == shuffled);
}

TEST_CASE("shards partition the plan") {
  for (const std::size_t count : {1U, 2U, 3U, 7U, 500U}) {
    std::multiset<std::string> together;
    for (std::size_t index = 1; index <= count; ++index) {
      PlanOptions options;
      options.shard = {index, count};
      options.shuffle = index % 2 == 0;
      for (const std::string& name : names_of(plans_for(options))) together.insert(name);
    }
    const std::vector<std::string> whole = names_of(plans_for({}));
    CHECK(together == std::multiset<std::string>(whole.begin(), whole.end()));
  }
}

TEST_CASE("a sweep has one trial for each offset, each with a name of its own") {
  PlanOptions options;
  options.selectors = {"jhmp/framing/*"};
  const std::vector<Plan> plans = plans_for(options);
  const std::vector<std::string> names = names_of(plans);
  const std::size_t size = send_of(plans[0]).bytes.data.size();
  CHECK(names.size() == size + (size - 1));
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(names[0] == "jhmp/framing/stop#prefix+0@one");
  CHECK(names[19] == "jhmp/framing/stop#header+17@one");
  CHECK(send_of(plans[19]).stop_at == 19);
  CHECK(names[size] == "jhmp/framing/split#prefix+1@one");
  CHECK(send_of(plans[size]).cuts == std::vector<std::size_t>{1});
  CHECK(plans[19].place == "header+17");
}

TEST_CASE("a sampled sweep has the boundaries, and the same sample for every seed") {
  PlanOptions options;
  options.selectors = {"jhmp/framing/stop"};
  options.sweep = SweepForm::sampled;
  const std::vector<std::string> names = names_of(plans_for(options));
  options.seed = 99;
  CHECK(names == names_of(plans_for(options)));
  CHECK(names.size() > 8);
  CHECK(names.size() < 40);
  for (const char* place :
       {"prefix+0", "prefix+1", "header+0", "header+1", "header+94", "content+0", "content+1"}) {
    INFO(place);
    const std::string name = "jhmp/framing/stop#" + std::string(place) + "@one";
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  for (int offset = 0; offset < 94; ++offset) {
    const std::string place = "jhmp/framing/stop#header+" + std::to_string(offset);
    options.selectors = {place};
    CHECK(plans_for(options).size() == 1);
  }
}

TEST_CASE("a sweep over what is read names places in the subject's own message") {
  Scenario reading = sweep("jhmp/framing/read", model::Sweep::stop_at_every_offset);
  model::Read read;
  read.expected = std::get<model::Send>(reading.runs[0].steps.at(1)).bytes;
  read.swept = true;
  reading.sweep = model::Sweep::read_to_every_offset;
  reading.runs[0].steps.own()[1] = read;
  const std::vector<Plan> plans =
      make_plans(std::vector{reading}, std::vector{subject()}, requirements, {}, {});
  CHECK(plans.size() == read.expected.data.size());
  const auto& stopped = std::get<model::Read>(plans[19].runs[0].steps.at(1));
  CHECK(plans[19].trial == "jhmp/framing/read#header+17@one");
  CHECK(stopped.stop_in == "header");
  CHECK(stopped.stop_at == 17U);
  CHECK_FALSE(stopped.swept);
  CHECK(stopped.expected.data.empty());
}

TEST_CASE("repeats are plans of their own with the same bytes") {
  PlanOptions options;
  options.selectors = {"jhmp/header/negative"};
  options.repeat = 3;
  const std::vector<Plan> plans = plans_for(options);
  REQUIRE(plans.size() == 3);
  CHECK(plans[0].repeat == 1);
  CHECK(plans[2].repeat == 3);
  CHECK(plans[0].seed == plans[2].seed);
}

TEST_CASE("a plan takes over what the judge and the executor need") {
  const std::vector<Plan> plans = plans_for({});
  const auto client = std::find_if(plans.begin(), plans.end(), [](const Plan& plan) {
    return plan.role == model::Role::client;
  });
  REQUIRE(client != plans.end());
  CHECK(client->level == model::Level::should);
  CHECK(client->success_pattern == "yes");
  CHECK(client->failure_pattern == "no");
  CHECK(client->opaque_as == "python-repr");
  CHECK(client->control.empty());
  CHECK(plans[0].control.size() == 1);
  CHECK(plans[0].settings.values == default_settings());
  CHECK_FALSE(plans[0].fresh);
  CHECK_FALSE(plans[0].waits);
}

TEST_CASE("roles and names of subjects are kept apart") {
  PlanOptions options;
  options.roles = {model::Role::client};
  CHECK(names_of(plans_for(options, {subject("a"), subject("b")})) ==
        std::vector<std::string>{"jhmp/robustness/tells@a", "jhmp/robustness/tells@b"});
  CHECK_THROWS_AS(plans_for(options, {subject("a"), subject("a")}), std::invalid_argument);
  CHECK(plans_for({}, {}).empty());
}

TEST_CASE("shards are read strictly") {
  CHECK(parse_shard("2/5") == Shard{2, 5});
  for (const char* wrong : {"", "1", "0/3", "4/3", "1/0", "a/b", "1/2/3", "1/2x", "-1/2"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parse_shard(wrong), std::invalid_argument);
  }
}

TEST_CASE("what a subject cannot be told is unsupported, with the reason") {
  Scenario needy = scenario("x", "HDR-7");
  needy.needs = {"utf-16"};
  CHECK(only_plan(needy).unsupported == "needs utf-16, which is not among \"supports\"");
  Scenario other_host = scenario("x", "HDR-7");
  other_host.settings.host = "ipv6";
  CHECK(only_plan(other_host).unsupported == "needs ipv6, which is not among \"supports\"");
  Subject capable = subject();
  capable.supports = {"ipv4", "ipv6", "utf-16"};
  CHECK(only_plan(needy, capable).unsupported.empty());
  CHECK(only_plan(other_host, capable).unsupported.empty());
  CHECK(only_plan(other_host, capable).fresh);
}

TEST_CASE("settings are told, or stated, or unsupported") {
  Scenario sets = scenario("x", "HDR-7");
  sets.settings.values = {{"idle_ms", 300}};
  CHECK(only_plan(sets).settings.values.at("idle_ms") == 300);
  CHECK(only_plan(sets).fresh);
  CHECK(only_plan(sets).waits);
  Subject fixed = subject();
  fixed.server->command = {"server", "{port}"};
  CHECK(only_plan(sets, fixed).unsupported ==
        "idle_ms can neither be set ({idle_ms}) nor is it stated in \"limits\"");
  fixed.limits = {{"idle_ms", 20'000}, {"max_content", 1000}};
  CHECK(only_plan(sets, fixed).unsupported.empty());
  CHECK(only_plan(sets, fixed).settings.values.at("idle_ms") == 20'000);
  CHECK(only_plan(sets, fixed).settings.values.at("max_content") == 1000);
  sets.settings.values = {{"max_content", 2000}};
  CHECK(only_plan(sets, fixed).unsupported ==
        "needs max_content 2000, which cannot be set and is stated as 1000");
}

TEST_CASE("a short idle limit that is stated looks like a rejection") {
  Scenario waiting = scenario("x", "HDR-7");
  waiting.waits_for_rejection = true;
  Subject hasty = subject();
  hasty.limits = {{"idle_ms", 5000}};
  CHECK(only_plan(waiting, hasty).unsupported.empty());  // it can be set after all
  hasty.server->command = {"server", "{port}"};
  CHECK(only_plan(waiting, hasty).unsupported ==
        "waits for a rejection, which the stated idle_ms of 5000 looks like; at least 10000 is "
        "needed");
}

TEST_CASE("steps say whether a process of its own is needed and whether a deadline passes") {
  const auto with = [](const model::Step& step) {
    Scenario one = scenario("x", "HDR-7");
    one.runs[0].steps.own().push_back(model::Repeat{2, {step}});
    return only_plan(one);
  };
  CHECK(with(model::Signal{}).fresh);
  CHECK(with(model::Restart{}).fresh);
  CHECK(with(model::LimitDescriptors{}).fresh);
  CHECK_FALSE(with(model::Signal{}).waits);
  CHECK(with(model::Watch{}).waits);
  CHECK_FALSE(with(model::Watch{}).fresh);
  CHECK(with(model::Listen{model::ListenKind::full}).waits);
  CHECK_FALSE(with(model::Listen{}).waits);
  const auto expecting = [&](model::ExpectationKind kind) {
    return with(model::Expect{"a", {kind, {}, {}, 0, false}});
  };
  CHECK(expecting(model::ExpectationKind::silence).waits);
  CHECK(expecting(model::ExpectationKind::closed).waits);
  CHECK_FALSE(expecting(model::ExpectationKind::rejection).waits);
}

TEST_CASE("faults inside the subject need a process of its own and what the machine must have") {
  const struct {
    model::Step step;
    std::set<model::Means> means;
  } rows[] = {{model::Inject{}, {model::Means::preload}},
              {model::Storm{}, {model::Means::preload}},
              {model::LimitResource{}, {}},
              {model::Destroy{}, {model::Means::socket_destroy}}};
  for (const auto& row : rows) {
    Scenario one = scenario("x", "HDR-7");
    one.runs[0].steps.own().push_back(row.step);
    CHECK(only_plan(one).fresh);
    CHECK(needed_means(one) == row.means);
    for (const model::Means means : row.means) {
      CHECK(lacking(one, {{means, "it is not there"}}) == "it is not there");
    }
    Subject running = subject();
    running.server = model::ServerSubject{{}, "/", "localhost:80", {}};
    CHECK(only_plan(one, running).unsupported ==
          "needs a process of its own, but the server at localhost:80 already runs");
  }
}

TEST_CASE("a scenario on ::1 needs a machine that has it") {
  Scenario one = scenario("x", "HDR-7");
  CHECK(needed_means(one).empty());
  one.settings.host = "ipv6";
  CHECK(needed_means(one) == std::set{model::Means::ipv6});
}

TEST_CASE("a server that already runs cannot be restarted or looked into") {
  Subject running = subject();
  running.server = model::ServerSubject{{}, "/", "localhost:80", {}};
  Scenario one = scenario("x", "HDR-7");
  CHECK(only_plan(one, running).unsupported.empty());
  one.runs[0].steps.own().push_back(model::Watch{});
  CHECK(only_plan(one, running).unsupported ==
        "looks at the process, but \"pid\" of the server at localhost:80 is not given");
  running.server->pid = 5;
  CHECK(only_plan(one, running).unsupported.empty());
  one.fresh = true;
  CHECK(only_plan(one, running).unsupported ==
        "needs a process of its own, but the server at localhost:80 already runs");
}

TEST_CASE("pairs are planned when asked for: every client against every server") {
  Scenario one = scenario("jhmp/pair/cut", "FRM-2", model::Role::pair);
  one.settings.values = {{"response_ms", 300}};
  model::ProxyFault fault;
  fault.swept = send_of(only_plan(suite()[0])).bytes;
  fault.swept.spans = {{"prefix", 0, 2}, {"header", 2, 6}, {"content", 8, 4}};
  one.sweep = model::Sweep::fault_at_every_offset;
  one.runs = {{"", {fault, model::StartClient{}}}};
  Subject only_client = subject("client");
  only_client.server.reset();
  only_client.client->command.emplace_back("--response={response_ms}");
  Subject only_server = subject("server");
  only_server.client.reset();
  Subject both = subject("both");
  both.limits = {{"response_ms", 500}};
  const std::vector<Subject> subjects{only_client, only_server, both};
  PlanOptions options;
  CHECK(make_plans(std::vector{one}, subjects, requirements, {}, options).empty());
  options.roles = {model::Role::pair};
  const auto plans = make_plans(std::vector{one}, subjects, requirements, {}, options);
  std::set<std::string> pairs;
  std::vector<std::string> places;
  for (const Plan& plan : plans) {
    pairs.insert(plan.subject);
    if (plan.subject == "client+server") places.push_back(plan.place);
    CHECK(plan.trial ==
          plan.scenario + "#" + plan.place + "@" + plan.client_subject + "+" + plan.server_subject);
    CHECK_FALSE(plan.fresh);
    CHECK(plan.waits);
    CHECK(plan.unsupported.empty());
    CHECK(plan.settings.values.at("response_ms") == (plan.client_subject == "both" ? 500 : 300));
  }
  CHECK(pairs == std::set<std::string>{"client+server", "client+both", "both+server", "both+both"});
  REQUIRE(places.size() == 12);
  CHECK(places[3] == "header+1");
  const auto& planned = std::get<model::ProxyFault>(plans[3].runs[0].steps.at(0));
  CHECK(planned.at == model::StreamPlace{model::StreamPoint::header, 1, 1});
  CHECK(planned.swept.data.empty());
  CHECK(planned.seed != 0);
  CHECK(lacking_pair(subjects).empty());
  CHECK(lacking_pair(std::vector{only_client}) == "there is no pair: no subject has a server");
  CHECK(lacking_pair(std::vector{only_server}) == "there is no pair: no subject has a client");
}
