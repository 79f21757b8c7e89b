// Every clause of PROTOCOL.md can be broken, and then the judge says so; kept, it passes.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "harness/judge/made_up_situations.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

struct Clause {
  Level level = Level::must;
  std::set<Role> roles;
};

// Those of JHMP: behind the next title begin other protocols, whose clauses speak of bytes.
std::map<std::string, Clause> clauses_of_protocol() {
  std::ifstream file(WIRETRIAL_SOURCE_DIR "/impl/PROTOCOL.md");
  REQUIRE(file);
  std::map<std::string, Clause> clauses;
  int titles = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ") && ++titles > 1) break;
    // A row of a table of clauses: | FRM-1 | MUST | B | text |
    std::istringstream cells(line);
    std::string bar;
    std::string id;
    std::string level;
    std::string roles;
    cells >> bar >> id >> bar >> level >> bar >> roles;
    const auto known = model::value_of<Level>(level);
    if (!known || roles.size() != 1) continue;
    Clause& clause = clauses[id];
    clause.level = *known;
    if (roles != "C") clause.roles.insert(server);
    if (roles != "S") clause.roles.insert(client);
  }
  return clauses;
}

Situations all_situations() {
  Situations all;
  for (const Situations& some :
       {situations_of_framing_and_header(), situations_of_content(),
        situations_of_application_and_connection(), situations_of_robustness()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::string key(const std::string& clause, Role role) {
  return clause + " " + std::string(model::name_of(role));
}

// What a cause means at a level, said once more and apart from the judge.
// The processor time of CON-11 is that of a subject that has something to do.
Outcome outcome_of_breach(const std::string& clause, Level level, Cause cause) {
  const bool idle_spin = cause == Cause::spin && clause != "CON-11";
  const bool forbidden_everywhere = cause == Cause::crash || idle_spin ||
                                    cause == Cause::control_failed || cause == Cause::leak ||
                                    cause == Cause::memory || cause == Cause::not_ready;
  if (level == Level::may) return forbidden_everywhere ? Outcome::fail : Outcome::informational;
  return level == Level::must || forbidden_everywhere ? Outcome::fail : Outcome::non_strict;
}

Trial trial_of(const Situation& situation, bool keeps, Level level) {
  Trial trial = situation.trial(keeps);
  trial.plan.level = level;
  trial.plan.requirement = situation.clause;
  return trial;
}

std::string story(const Situation& situation, const model::Verdict& verdict) {
  return key(situation.clause, situation.role) + ": " + situation.wrong +
         "\nexpected: " + verdict.expected + "\nactual: " + verdict.actual +
         "\nplace: " + verdict.place;
}

}  // namespace

TEST_CASE("every clause has a situation for each role it binds, and every situation a clause") {
  std::multiset<std::string> wanted;
  const auto clauses = clauses_of_protocol();
  CHECK(clauses.size() > 60);
  for (const auto& [id, clause] : clauses) {
    for (const Role role : clause.roles) wanted.insert(key(id, role));
  }
  std::multiset<std::string> there;
  for (const Situation& situation : all_situations())
    there.insert(key(situation.clause, situation.role));
  CHECK(there == wanted);
}

TEST_CASE("a subject that breaks a clause is found out, for the right cause") {
  const auto clauses = clauses_of_protocol();
  for (const Situation& situation : all_situations()) {
    const Level level = clauses.at(situation.clause).level;
    const auto verdict = trial_of(situation, false, level).judged();
    INFO(story(situation, verdict));
    CHECK(model::name_of(verdict.cause) == model::name_of(situation.cause));
    CHECK(model::name_of(verdict.outcome) ==
          model::name_of(outcome_of_breach(situation.clause, level, situation.cause)));
    CHECK((situation.cause == Cause::none) == (level == Level::may));
    if (level == Level::may) continue;
    CHECK_FALSE(verdict.expected.empty());
    CHECK_FALSE(verdict.actual.empty());
    CHECK_FALSE(verdict.place.empty());
  }
}

TEST_CASE("a subject that keeps a clause passes") {
  const auto clauses = clauses_of_protocol();
  for (const Situation& situation : all_situations()) {
    const Level level = clauses.at(situation.clause).level;
    const auto verdict = trial_of(situation, true, level).judged();
    INFO(story(situation, verdict));
    CHECK(model::name_of(verdict.outcome) == (level == Level::may ? "informational" : "pass"));
    CHECK(model::name_of(verdict.cause) == "");
  }
}

TEST_CASE("whatever clause a server keeps, it fails when the control does") {
  const auto clauses = clauses_of_protocol();
  for (const Situation& situation : all_situations()) {
    if (situation.role == client) continue;
    Trial trial = trial_of(situation, true, clauses.at(situation.clause).level);
    CHECK(with_control(trial).judged().outcome != Outcome::fail);
    trial.control()
        .connect("good")
        .send(search_for("morpheus"), "good")
        .expect(response(result(rabbit)), "good");
    const auto verdict = trial.deadline("good").judged();
    INFO(story(situation, verdict));
    CHECK(model::name_of(verdict.cause) == "control_failed");
    CHECK(verdict.outcome == Outcome::fail);
  }
}

TEST_CASE("whatever clause a subject keeps, it fails when it crashes or spins") {
  const auto clauses = clauses_of_protocol();
  for (const Situation& situation : all_situations()) {
    const Level level = clauses.at(situation.clause).level;
    Trial crashed = trial_of(situation, true, level);
    (situation.role == client ? crashed.start_client() : crashed.connect("late")).dies_by(11);
    INFO(story(situation, crashed.judged()));
    CHECK(model::name_of(crashed.judged().cause) == "crash");
    CHECK(crashed.judged().outcome == Outcome::fail);
    const auto spun = trial_of(situation, true, level).watch(100).judged();
    CHECK(model::name_of(spun.cause) == "spin");
    CHECK(spun.outcome == Outcome::fail);
  }
}

}  // namespace wiretrial::judge
