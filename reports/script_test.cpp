#include "reports/script.hpp"

#include "catch.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;
using namespace wiretrial::reports;
using Catch::Matchers::Contains;

namespace {

model::Plan made_up_plan(model::Role role, std::vector<model::Step> steps) {
  model::Plan plan;
  plan.trial = "jhmp/header/made-up@app";
  plan.subject = "app";
  plan.requirement = "HDR-7";
  plan.title = "A \"made-up\" trial with a \\ in its title";
  plan.role = role;
  plan.runs = {{"first", std::move(steps)}};
  plan.settings.values = {{"idle_ms", 30000}};
  return plan;
}

model::Subject made_up_subject() {
  model::Subject subject;
  subject.name = "app";
  subject.server = {{"./app-server", "{host}", "{port}"}, "/srv/app", "", {}};
  subject.client = {{"./app-client", "{host}", "{port}", "{action}", "{value}"},
                    "/srv/app",
                    "Got",
                    "",
                    "python-repr"};
  return subject;
}

model::Send made_up_send() {
  model::Send send;
  send.bytes.data = std::string("\0\x05{\"\\\"}", 7) + std::string(100, 'a') + "\xff\"end";
  send.bytes.spans = {{"prefix", 0, 2}, {"header", 2, 5}, {"header.x", 3, 2}, {"content", 7, 105}};
  send.cuts = {1, 7};
  return send;
}

model::Expect expecting(model::ExpectationKind kind, model::Match match = {}) {
  return {"a", {kind, std::move(match), {}, 0, false}};
}

std::string script_of(const model::Plan& plan, const model::Verdict* verdict = nullptr) {
  const model::Requirement requirement{"HDR-7", model::Level::must, true, true,
                                       "`content-length` is not negative."};
  return render_script({plan, requirement, made_up_subject(), verdict});
}

// What is written for this trial; behind it stands what is the same in every script.
std::string own_part(const std::string& script) {
  return script.substr(0, script.find("# Reading messages"));
}

std::string common_part(const std::string& script) {
  return script.substr(own_part(script).size());
}

}  // namespace

TEST_CASE("the script for a server is the approved one") {
  model::Plan plan = made_up_plan(
      model::Role::server,
      {model::Connect{}, made_up_send(), model::Repeat{2, {model::Finish{}}},
       expecting(model::ExpectationKind::rejection), model::Restart{}, model::Reset{}});
  plan.control = {model::Connect{}};
  model::Verdict verdict;
  verdict.outcome = model::Outcome::fail;
  verdict.cause = model::Cause::not_rejected;
  verdict.expected = "a rejection";
  verdict.actual = "answered \"\"\"\\x00\n";
  check_approved("script_server.txt", own_part(script_of(plan, &verdict)));
}

TEST_CASE("the script for a client is the approved one") {
  const model::Match shows{
      model::MatchKind::shows, {"Follow \xf0\x9f\x90\xb0", "\xff"}, {}, "", ""};
  model::Plan plan =
      made_up_plan(model::Role::client, {model::StartClient{}, model::Accept{},
                                         expecting(model::ExpectationKind::request), made_up_send(),
                                         expecting(model::ExpectationKind::success, shows)});
  plan.success_pattern = "Got: \xc3\xa4";
  check_approved("script_client.txt", own_part(script_of(plan)));
}

TEST_CASE("a script is refused, with the reason, for what a plain program cannot do") {
  const struct {
    model::Step step;
    std::string reason;
  } rows[] = {
      {model::FilterPackets{}, "packets, routes or names"},
      {model::SetMtu{}, "packets, routes or names"},
      {model::Inject{}, "system calls inside the program"},
      {model::Storm{}, "system calls inside the program"},
      {model::Destroy{}, "destroy a socket"},
      {model::ProxyFault{}, "the proxy between"},
      {model::Repeat{1, {model::Destroy{}}}, "destroy a socket"},
  };
  for (const auto& row : rows) {
    INFO(row.reason);
    CHECK_THROWS_WITH(script_of(made_up_plan(model::Role::server, {row.step})),
                      Contains(row.reason) && Contains("`wiretrial replay` without --script"));
  }
  CHECK_THROWS_AS(script_of(made_up_plan(model::Role::pair, {model::Connect{}})), ScriptImpossible);
  CHECK_THROWS_AS(script_of(model::Plan{}), ScriptImpossible);
}

TEST_CASE("behind what is written for its trial, a script is the template, whatever the trial") {
  const std::string common =
      common_part(script_of(made_up_plan(model::Role::server, {made_up_send()})));
  CHECK(common ==
        common_part(script_of(made_up_plan(model::Role::client, {model::StartClient{}}))));
  CHECK_THAT(common, Contains("class Trial:") && Catch::Matchers::EndsWith("sys.exit(main())\n"));
}

TEST_CASE("long runs of one byte are written as products") {
  model::Send send;
  send.bytes.data = "{" + std::string(1'000'000, '[') + "}";
  const std::string script = script_of(made_up_plan(model::Role::server, {send}));
  CHECK_THAT(script, Contains("b\"[\" * 1000000,  # 1\n"));
  CHECK(script.size() < 100'000);
}
