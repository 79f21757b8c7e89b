#include "harness/model/kill_matrix.hpp"

#include "catch.hpp"
#include "harness/model/kill_matrix_json.hpp"
#include "harness/model/made_up_matrix.hpp"

using namespace wiretrial::model;
using Texts = std::vector<std::string>;

namespace {

TrialRecord trial(const std::string& name, Outcome outcome, Cause cause) {
  TrialRecord record;
  record.plan.trial = name;
  record.plan.scenario = "jhmp/header/a";
  record.verdict.outcome = outcome;
  record.verdict.cause = cause;
  return record;
}

SpecimenResult result_of(SpecimenKind kind, const std::vector<TrialRecord>& trials) {
  SpecimenResult result;
  result.kind = kind;
  result.name = "x";
  result.title = "What it does";
  result.requirement = kind == SpecimenKind::mutant ? "HDR-7" : "";
  result.cause = kind == SpecimenKind::mutant ? Cause::not_rejected : Cause::none;
  result.scenarios = {{"jhmp/header/a", "HDR-7", Role::server, "", {}}};
  for (const TrialRecord& each : trials) add_trial(result, each);
  return result;
}

}  // namespace

TEST_CASE("trials that came out alike are counted together, whatever their order") {
  const TrialRecord b = trial("b", Outcome::fail, Cause::hang);
  const TrialRecord a = trial("a", Outcome::fail, Cause::hang);
  const TrialRecord good = trial("c", Outcome::pass, Cause::none);
  const auto one = result_of(SpecimenKind::mutant, {b, good, a});
  CHECK(one.scenarios == result_of(SpecimenKind::mutant, {a, b, good}).scenarios);
  REQUIRE(one.scenarios[0].seen.size() == 2);
  CHECK(one.scenarios[0].seen[1].trials == 2);
  CHECK(one.scenarios[0].seen[1].trial == "a");
  CHECK(summarise(one).total == 3);
}

TEST_CASE("a mutant is dead when its own clause names its cause") {
  const struct {
    Outcome outcome;
    Cause cause;
    bool killed;
  } rows[] = {
      {Outcome::fail, Cause::not_rejected, true},  {Outcome::non_strict, Cause::not_rejected, true},
      {Outcome::fail, Cause::hang, false},         {Outcome::flaky, Cause::not_rejected, false},
      {Outcome::pass, Cause::none, false},         {Outcome::informational, Cause::none, false},
      {Outcome::not_run, Cause::not_ready, false},
  };
  for (const auto& row : rows) {
    INFO(name_of(row.outcome) << " " << name_of(row.cause));
    const auto mutant = result_of(SpecimenKind::mutant, {trial("a", row.outcome, row.cause)});
    CHECK(complaints_about(mutant).empty() == row.killed);
    CHECK(death_of(mutant).own_killing == (row.killed ? 1 : 0));
  }
  SpecimenResult silent =
      result_of(SpecimenKind::mutant, {trial("a", Outcome::not_run, Cause::not_ready)});
  silent.cause = Cause::not_ready;
  CHECK(complaints_about(silent).empty());
  SpecimenResult elsewhere =
      result_of(SpecimenKind::mutant, {trial("a", Outcome::fail, Cause::not_rejected)});
  elsewhere.scenarios[0].requirement = "HDR-8";
  CHECK(complaints_about(elsewhere) ==
        Texts{"mutant x (server, HDR-7) survives: no scenario judges a server by HDR-7"});
  CHECK(death_of(elsewhere).killing == 1);
}

TEST_CASE("a variant or a subject on which nothing was tried has shown nothing") {
  CHECK(complaints_about(result_of(SpecimenKind::variant, {})) ==
        Texts{"variant x (server): no scenario was tried on it"});
}

TEST_CASE("a survivor is told with what was seen") {
  CHECK(
      complaints_about(result_of(SpecimenKind::mutant, {trial("a", Outcome::pass, Cause::none),
                                                        trial("b", Outcome::pass, Cause::none)})) ==
      Texts{"mutant x (server, HDR-7) survives HDR-7, which should say not_rejected: 2 pass; "
            "\"What it does\""});
  TrialRecord hang = trial("a", Outcome::fail, Cause::hang);
  hang.verdict.expected = "a rejection";
  hang.verdict.actual = "nothing";
  CHECK(complaints_about(result_of(SpecimenKind::mutant, {hang})) ==
        Texts{"mutant x (server, HDR-7) is killed by HDR-7, but never for its cause not_rejected: "
              "a: fail (hang): expected a rejection; actual nothing"});
}

TEST_CASE("of those who conform, nothing but what the description accounts for may be missing") {
  TrialRecord declared = trial("a", Outcome::unsupported, Cause::none);
  declared.plan.unsupported = "needs utf-16";
  TrialRecord absent = trial("a", Outcome::not_run, Cause::none);
  absent.verdict.reason = "the subject's message has no header+99: its header is 96 bytes";
  const struct {
    TrialRecord trial;
    bool right;
  } rows[] = {
      {trial("a", Outcome::pass, Cause::none), true},
      {trial("a", Outcome::informational, Cause::none), true},
      {declared, true},
      {absent, true},
      {trial("a", Outcome::unsupported, Cause::none), false},
      {trial("a", Outcome::not_run, Cause::none), false},
      {trial("a", Outcome::not_run, Cause::not_ready), false},
      {trial("a", Outcome::fail, Cause::hang), false},
      {trial("a", Outcome::non_strict, Cause::hang), false},
      {trial("a", Outcome::flaky, Cause::hang), false},
      {trial("a", Outcome::harness_error, Cause::none), false},
  };
  for (const auto& row : rows) {
    INFO(name_of(row.trial.verdict.outcome));
    CHECK(complaints_about(result_of(SpecimenKind::variant, {row.trial})).empty() == row.right);
    CHECK(complaints_about(result_of(SpecimenKind::subject, {row.trial})).empty() == row.right);
  }
  const auto mutant =
      result_of(SpecimenKind::mutant, {trial("a", Outcome::fail, Cause::not_rejected),
                                       trial("b", Outcome::harness_error, Cause::none)});
  CHECK(complaints_about(mutant).size() == 1);
}

TEST_CASE("each scenario kills a mutant that is not pathological, or gives a reason") {
  KillMatrix matrix;
  matrix.complete = matrix.whole = true;
  matrix.scenarios = {{"jhmp/header/a", "HDR-7", Role::server, ""}};
  CHECK(
      complaints_about_scenarios(matrix) ==
      Texts{"scenario jhmp/header/a (server, HDR-7) kills no mutant, and \"without_mutant\" gives "
            "no reason"});
  matrix.specimens = {
      result_of(SpecimenKind::mutant, {trial("a", Outcome::fail, Cause::not_rejected)})};
  CHECK(complaints_about_scenarios(matrix).empty());
  matrix.specimens[0].pathological = true;
  CHECK(complaints_about_scenarios(matrix).size() == 1);
  matrix.scenarios[0].without_mutant = "Nobody makes this mistake.";
  CHECK(complaints_about_scenarios(matrix).empty());
  matrix.specimens[0].pathological = false;
  CHECK(complaints_about_scenarios(matrix) ==
        Texts{"scenario jhmp/header/a has a reason in \"without_mutant\", and kills 1 mutants"});
}

TEST_CASE("the bytes of a negative scenario must be taken by a mutant of its own clause") {
  KillMatrix matrix;
  matrix.complete = true;
  matrix.scenarios = {{"jhmp/header/a", "HDR-7", Role::server, "", true},
                      {"jhmp/header/b", "HDR-7", Role::server, ""}};
  const Texts unanswered{
      "scenario jhmp/header/a (server, HDR-7) kills no mutant of its clause, and "
      "\"without_mutant\" gives no reason"};
  const struct {
    std::string requirement;
    Cause seen;
    Texts complaints;
  } rows[] = {{"HDR-7", Cause::not_rejected, {}},
              {"HDR-8", Cause::not_rejected, unanswered},
              {"HDR-7", Cause::early_answer, {}},
              {"HDR-7", Cause::crash, unanswered}};
  for (const auto& row : rows) {
    INFO(row.requirement << " " << name_of(row.seen));
    matrix.specimens = {result_of(SpecimenKind::mutant, {trial("a", Outcome::fail, row.seen)})};
    matrix.specimens[0].requirement = row.requirement;
    CHECK(complaints_about_scenarios(matrix) == row.complaints);
  }
  matrix.complete = false;
  CHECK(complaints_about_scenarios(matrix).empty());
}

TEST_CASE("results that are kept come back, and only under their identity") {
  const SpecimenResult result = made_up::matrix().specimens.front();
  const std::string text = to_json_text("identity", result);
  const auto read = read_results(text, "identity");
  REQUIRE(read);
  CHECK(*read == result.scenarios);
  CHECK(!read_results(text, "another"));
  CHECK(!read_results(text.substr(0, text.size() / 2), "identity"));
  CHECK(!read_results("{\"identity\":\"identity\"}", "identity"));
}
