#include "harness/judge/baseline.hpp"

#include "catch.hpp"

using namespace wiretrial;
using namespace wiretrial::judge;
using model::Cause;
using model::ComplaintKind;
using model::Outcome;

namespace {

const std::string today = "2026-11-23";

model::TrialRecord trial(const std::string& scenario, Outcome outcome, Cause cause = Cause::none,
                         int repeat = 0) {
  model::TrialRecord made;
  made.plan.scenario = scenario.substr(0, scenario.find('#'));
  if (scenario.find('#') != std::string::npos) {
    made.plan.place = scenario.substr(scenario.find('#') + 1);
  }
  made.plan.subject = "mine";
  made.plan.trial = scenario + "@mine";
  made.verdict.outcome = outcome;
  made.verdict.cause = cause;
  made.attempts = outcome == Outcome::pass ? 1 : 6;
  made.repeat = repeat;
  return made;
}

model::Baseline known(std::vector<model::BaselineEntry> entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i].pointer = "/entries/" + std::to_string(i);
    if (entries[i].reason.empty()) entries[i].reason = "r";
  }
  return {"known.json", entries};
}

model::BaselineEntry entry(const std::string& scenario, Outcome outcome = Outcome::fail,
                           Cause cause = Cause::hang) {
  model::BaselineEntry made;
  made.subject = "mine";
  made.scenario = scenario;
  made.outcome = outcome;
  made.cause = cause;
  return made;
}

// The trials that there could be: more than those of any record here.
const std::vector<model::TrialName> all{{"a/x", "", "mine"},     {"a/y", "", "mine"},
                                        {"a/s", "h+1", "mine"},  {"a/s", "h+2", "mine"},
                                        {"a/other", "", "mine"}, {"a/x", "", "second"}};

std::vector<std::string> complaints(const model::Baseline& baseline, model::Record& record,
                                    const std::string& date = today) {
  apply_baseline(baseline, all, date, record);
  std::vector<std::string> lines;
  for (const auto& complaint : record.baseline->complaints) {
    lines.push_back(std::string(model::name_of(complaint.kind)) + " " + complaint.pointer + " " +
                    complaint.text);
  }
  return lines;
}

std::vector<std::string> complaints(const model::BaselineEntry& one,
                                    std::vector<model::TrialRecord> trials) {
  model::Record record;
  record.trials = std::move(trials);
  return complaints(known({one}), record);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a failure that the baseline knows makes the status 0, and stays a failure") {
  model::Record record;
  record.trials = {trial("a/x", Outcome::fail, Cause::hang), trial("a/y", Outcome::pass)};
  CHECK(model::exit_status(record, false) == 1);
  CHECK(complaints(known({entry("a/x")}), record).empty());
  CHECK(model::exit_status(record, true) == 0);
  CHECK(record.trials[0].verdict.outcome == Outcome::fail);
  CHECK(record.trials[0].baseline->pointer == "/entries/0");
  CHECK_FALSE(record.trials[1].baseline);
  CHECK(record.baseline->used == 1);
}

TEST_CASE("an entry whose trial came to something else makes the status 1, whatever it was") {
  const struct {
    model::TrialRecord trial;
    std::string complaint;
  } rows[] = {
      {trial("a/x", Outcome::pass),
       "stale /entries/0 a/x@mine passes now, where the entry says fail (hang); remove the entry, "
       "or correct its outcome"},
      {trial("a/x", Outcome::unsupported),
       "stale /entries/0 a/x@mine came to unsupported, where the entry says fail (hang); remove "
       "the entry, or correct its outcome"},
      {trial("a/x", Outcome::non_strict, Cause::hang),
       "stale /entries/0 a/x@mine came to non_strict (hang), where the entry says fail (hang); "
       "remove the entry, or correct its outcome"},
      {trial("a/x", Outcome::flaky, Cause::hang),
       "stale /entries/0 a/x@mine came to flaky (hang), where the entry says fail (hang); remove "
       "the entry, or correct its outcome"},
      {trial("a/x", Outcome::fail, Cause::crash),
       "wrong_cause /entries/0 a/x@mine came to fail (crash), where the entry says fail (hang); "
       "see what changed, then correct the cause"},
  };
  for (const auto& row : rows) {
    model::Record record;
    record.trials = {row.trial};
    CHECK(complaints(known({entry("a/x")}), record) == Lines{row.complaint});
    CHECK(model::exit_status(record, false) == 1);
  }
}

TEST_CASE("an entry holds to the end of its day, and only while it has trials in the run") {
  auto dated = entry("a/x");
  dated.expires = "2026-11-23";
  dated.owner = "us";
  model::Record record;
  record.trials = {trial("a/x", Outcome::fail, Cause::hang)};
  CHECK(complaints(known({dated}), record, "2026-11-23").empty());
  CHECK(complaints(known({dated}), record, "2026-11-24") ==
        Lines{"expired /entries/0 a/x of mine expired after 2026-11-23 (owner: us); mend it, or "
              "decide anew how long it may stay"});
  CHECK(model::exit_status(record, false) == 1);
  record.trials = {trial("a/y", Outcome::pass)};
  CHECK(complaints(known({dated}), record, "2030-01-01").empty());
}

TEST_CASE("a run of a part makes no entry of the rest red") {
  CHECK(complaints(entry("a/other"), {trial("a/x", Outcome::pass)}).empty());
  auto foreign = entry("a/nowhere");
  foreign.subject = "absent";
  CHECK(complaints(foreign, {trial("a/x", Outcome::pass)}).empty());
}

TEST_CASE("an entry that fits no trial that there could be is red") {
  CHECK(complaints(entry("a/nowhere"), {trial("a/x", Outcome::pass)}) ==
        Lines{"unmatched /entries/0 a/nowhere of mine fits no trial; correct the name, or remove "
              "the entry"});
  model::Record record;
  record.trials = {trial("a/x", Outcome::fail, Cause::hang)};
  CHECK(complaints(known({entry("a/x"), entry("*x")}), record) ==
        Lines{"unmatched /entries/1 *x of mine: every trial it fits has an earlier entry; remove "
              "it, or put it before that one"});
}

TEST_CASE("every trial that a glob fits has to come to its outcome") {
  const auto members = [](Outcome one, Outcome other) {
    const auto cause = [](Outcome outcome) {
      return outcome == Outcome::fail ? Cause::hang : Cause::none;
    };
    return std::vector<model::TrialRecord>{trial("a/s#h+1", one, cause(one)),
                                           trial("a/s#h+2", other, cause(other))};
  };
  for (const char* pattern : {"a/s", "a/s#*", "a/s*"}) {
    CHECK(complaints(entry(pattern), members(Outcome::fail, Outcome::fail)).empty());
    CHECK(complaints(entry(pattern), members(Outcome::fail, Outcome::pass)) ==
          Lines{"stale /entries/0 a/s#h+2@mine alone of 2 trials passes now, where the entry says "
                "fail (hang); narrow the entry down to those that are as it says"});
    CHECK(complaints(entry(pattern), members(Outcome::pass, Outcome::pass)) ==
          Lines{"stale /entries/0 a/s#h+1@mine passes now, where the entry says fail (hang), and "
                "so do 2 of the 2 trials it fits; remove the entry, or correct its outcome"});
  }
}

TEST_CASE("a trial that is known to be flaky may pass or be flaky, and has to show it over time") {
  const auto flaky = entry("a/x", Outcome::flaky, Cause::none);
  CHECK(complaints(flaky, {trial("a/x", Outcome::pass)}).empty());
  CHECK(complaints(flaky, {trial("a/x", Outcome::flaky, Cause::crash)}).empty());
  auto once = trial("a/x", Outcome::fail, Cause::crash);
  CHECK(complaints(flaky, {once}) ==
        Lines{"stale /entries/0 a/x@mine came to fail (crash) in every attempt, where the entry "
              "says flaky; remove the entry, or correct its outcome"});
  once.attempts = 1;  // it was not run again: nobody knows
  CHECK(complaints(flaky, {once}).empty());
  CHECK(complaints(entry("a/x", Outcome::flaky, Cause::hang), {once})
            .front()
            .find("wrong_cause /entries/0") == 0);

  std::vector<model::TrialRecord> repeats;
  for (int i = 1; i <= 20; ++i) repeats.push_back(trial("a/x", Outcome::pass, Cause::none, i));
  CHECK(complaints(flaky, repeats) ==
        Lines{"stale /entries/0 a/x@mine passes in each of 20 repeats, where the entry says "
              "flaky; remove the entry, or correct its outcome"});
  repeats.back() = trial("a/x", Outcome::fail, Cause::crash, 20);
  CHECK(complaints(flaky, repeats).empty());
  repeats.back() = trial("a/x", Outcome::pass, Cause::none, 20);
  repeats.pop_back();
  CHECK(complaints(flaky, repeats).empty());
}

TEST_CASE("only flaky with a baseline is status 0, and our own failures are never excused") {
  model::Record record;
  record.trials = {trial("a/x", Outcome::flaky, Cause::hang)};
  CHECK(model::exit_status(record, false) == 4);
  CHECK(complaints(known({entry("a/x", Outcome::flaky, Cause::none)}), record).empty());
  CHECK(model::exit_status(record, false) == 0);
  record.trials.push_back(trial("a/y", Outcome::harness_error));
  CHECK(model::exit_status(record, false) == 3);
}

TEST_CASE("what an interruption left undone is no reason to complain") {
  model::Record record;
  record.interrupted = true;
  record.trials = {trial("a/x", Outcome::not_run)};
  CHECK(complaints(known({entry("a/x")}), record).empty());
}

TEST_CASE("a new baseline has what deviates, and says so") {
  model::Record record;
  record.trials = {trial("a/x", Outcome::fail, Cause::hang), trial("a/y", Outcome::pass),
                   trial("a/s#h+1", Outcome::fail, Cause::crash),
                   trial("a/s#h+2", Outcome::fail, Cause::crash),
                   trial("a/other", Outcome::non_strict, Cause::hang)};
  const Renewal renewal = renew_baseline({}, all, record, false);
  CHECK(renewal.added == Lines{"a/s of mine: fail (crash)", "a/x of mine: fail (hang)"});
  CHECK(renewal.dropped.empty());
  CHECK(renewal.entries.front().reason == reason_to_be_written);
  CHECK(renew_baseline({}, all, record, true).added.size() == 3);
  CHECK(complaints({"", renewal.entries}, record).empty());
  CHECK(model::exit_status(record, false) == 0);
}

TEST_CASE("members of a sweep that differ, or are not all there, have entries of their own") {
  model::Record record;
  record.trials = {trial("a/s#h+1", Outcome::fail, Cause::crash)};
  CHECK(renew_baseline({}, all, record, false).added == Lines{"a/s#h+1 of mine: fail (crash)"});
  record.trials.push_back(trial("a/s#h+2", Outcome::fail, Cause::hang));
  CHECK(renew_baseline({}, all, record, false).added.size() == 2);
}

TEST_CASE("a renewed baseline keeps what still holds and what was not run, and drops the rest") {
  auto kept = entry("a/x");
  kept.reason = "known for long";
  kept.owner = "us";
  auto glob = entry("a/s*");
  glob.reason = "of the sweep";
  glob.link = "https://example.org/7";
  auto foreign = entry("a/x");
  foreign.subject = "absent";
  const model::Baseline old =
      known({entry("a/y"), kept, glob, entry("a/other"), foreign, entry("a/nowhere")});
  model::Record record;
  record.trials = {trial("a/x", Outcome::fail, Cause::hang), trial("a/y", Outcome::pass),
                   trial("a/s#h+1", Outcome::fail, Cause::hang), trial("a/s#h+2", Outcome::pass)};
  const Renewal renewal = renew_baseline(old, all, record, false);
  REQUIRE(renewal.entries.size() == 4);
  CHECK(renewal.entries[0].owner == "us");
  CHECK(renewal.entries[1].scenario == "a/other");
  CHECK(renewal.entries[2].subject == "absent");
  CHECK(renewal.entries[3].scenario == "a/s#h+1");
  CHECK(renewal.entries[3].reason == "of the sweep");
  CHECK(renewal.entries[3].link == "https://example.org/7");
  CHECK(renewal.added == Lines{"a/s#h+1 of mine: fail (hang)"});
  CHECK(renewal.dropped ==
        Lines{"/entries/5 a/nowhere of mine (fail (hang)): fits no trial of its own",
              "/entries/2 a/s* of mine (fail (hang)): a/s#h+2@mine passes now",
              "/entries/0 a/y of mine (fail (hang)): a/y@mine passes now"});
}

TEST_CASE("an entry that another one would speak for in its place is looked at again") {
  const model::Baseline old = known({entry("a/x", Outcome::fail, Cause::crash), entry("a/*")});
  model::Record record;
  record.trials = {trial("a/x", Outcome::pass), trial("a/y", Outcome::fail, Cause::hang)};
  const Renewal renewal = renew_baseline(old, all, record, false);
  REQUIRE(renewal.entries.size() == 1);
  CHECK(renewal.entries[0].scenario == "a/y");
}

TEST_CASE("repeats that came to different things are a flaky entry") {
  model::Record record;
  record.trials = {trial("a/x", Outcome::pass, Cause::none, 1),
                   trial("a/x", Outcome::fail, Cause::hang, 2)};
  CHECK(renew_baseline({}, all, record, false).added == Lines{"a/x of mine: flaky"});
}
