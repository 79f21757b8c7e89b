#include "reports/diff.hpp"

#include <functional>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"
#include "reports/diff_reports.hpp"

using namespace wiretrial;
using model::Cause;
using model::Outcome;
using model::Record;
using model::TrialRecord;
using reports::ChangeKind;
using reports::make_diff;
using reports::RecordDiff;

namespace {

TrialRecord& trial_of(Record& record, const std::string& scenario) {
  for (TrialRecord& trial : record.trials) {
    if (trial.plan.scenario == scenario) return trial;
  }
  throw std::logic_error("no " + scenario);
}

void come_to(TrialRecord& trial, Outcome outcome, Cause cause, const std::string& actual) {
  trial.verdict.outcome = outcome;
  trial.verdict.cause = cause;
  trial.verdict.expected = outcome == Outcome::pass ? "" : "what the clause says";
  trial.verdict.actual = actual;
}

// The made-up record after somebody has worked on the subject.
Record changed_record() {
  Record record = model::made_up::record();
  record.subjects[0].version = "3.12";
  record.scenario_set_hash = "77";
  come_to(record.trials[1], Outcome::fail, Cause::no_answer, "closed without a byte");
  come_to(trial_of(record, "jhmp/header/nesting-deep"), Outcome::fail, Cause::hang,
          "still open at the deadline");
  come_to(trial_of(record, "jhmp/header/content-length-negative"), Outcome::pass, Cause::none, "");
  come_to(trial_of(record, "jhmp/header/length-slow"), Outcome::flaky, Cause::hang,
          "2 of 6 " + model::made_up::hostile);
  for (TrialRecord& trial : record.trials) {
    if (trial.plan.scenario != "jhmp/framing/truncated") continue;
    if (trial.verdict.outcome == Outcome::pass)
      come_to(trial, Outcome::fail, Cause::crash, "signal 6");
  }
  come_to(trial_of(record, "jhmp/content/utf-16"), Outcome::pass, Cause::none, "");
  record.trials.erase(record.trials.begin() + 4);  // jhmp/connection/refused
  record.trials.push_back(model::made_up::passing("jhmp/framing/new", "FRM-1", "app-server"));
  record.trials.push_back(model::made_up::not_rejected());
  record.trials.back().plan.scenario = "jhmp/header/new";
  record.trials.back().plan.trial = "jhmp/header/new@app-server";
  return record;
}

// One trial before and after.
RecordDiff diff_of(Outcome before, Cause cause_before, Outcome after, Cause cause_after) {
  const auto record = [](Outcome outcome, Cause cause) {
    Record made;
    made.trials = {model::made_up::excused("jhmp/a/b", "HDR-7", outcome, "")};
    made.trials[0].verdict.cause = cause;
    return made;
  };
  return make_diff(record(before, cause_before), record(after, cause_after));
}

}  // namespace

TEST_CASE("the difference of two records is as approved in every form") {
  const RecordDiff diff = make_diff(model::made_up::record(), changed_record());
  reports::check_approved("diff.txt", reports::render_terminal(diff));
  reports::check_approved("diff.md", reports::render_markdown(diff));
  // Without the style, which belongs to all pages.
  std::string html = reports::render_html(diff);
  const auto begin = html.find("<style>") + 7;
  reports::check_approved("diff.html", html.erase(begin, html.find("</style>") - begin));
}

TEST_CASE("the difference as JSON, every change by itself, is as approved") {
  const auto without_sweep = [](Record record) {
    std::erase_if(record.trials,
                  [](const TrialRecord& trial) { return !trial.plan.place.empty(); });
    return record;
  };
  reports::check_approved("diff.json",
                          reports::render_json(make_diff(without_sweep(model::made_up::record()),
                                                         without_sweep(changed_record()))));
}

TEST_CASE("what was acceptable and fails is a regression, and nothing else is") {
  const struct {
    Outcome before;
    Cause cause_before;
    Outcome after;
    Cause cause_after;
    ChangeKind kind;
    bool regression;
  } rows[] = {
      {Outcome::pass, Cause::none, Outcome::fail, Cause::hang, ChangeKind::new_failure, true},
      {Outcome::informational, Cause::none, Outcome::fail, Cause::hang, ChangeKind::new_failure,
       true},
      {Outcome::unsupported, Cause::none, Outcome::fail, Cause::hang, ChangeKind::new_failure,
       true},
      {Outcome::not_run, Cause::none, Outcome::fail, Cause::hang, ChangeKind::new_failure, true},
      {Outcome::non_strict, Cause::hang, Outcome::fail, Cause::hang, ChangeKind::new_failure, true},
      {Outcome::pass, Cause::none, Outcome::harness_error, Cause::none, ChangeKind::new_failure,
       true},
      {Outcome::pass, Cause::none, Outcome::not_run, Cause::not_ready, ChangeKind::new_failure,
       true},
      {Outcome::pass, Cause::none, Outcome::flaky, Cause::hang, ChangeKind::became_flaky, true},
      {Outcome::fail, Cause::hang, Outcome::flaky, Cause::hang, ChangeKind::became_flaky, false},
      {Outcome::fail, Cause::hang, Outcome::fail, Cause::crash, ChangeKind::changed_cause, false},
      {Outcome::flaky, Cause::hang, Outcome::flaky, Cause::crash, ChangeKind::changed_cause, false},
      {Outcome::fail, Cause::hang, Outcome::pass, Cause::none, ChangeKind::fixed, false},
      {Outcome::flaky, Cause::hang, Outcome::pass, Cause::none, ChangeKind::fixed, false},
      {Outcome::non_strict, Cause::hang, Outcome::pass, Cause::none, ChangeKind::fixed, false},
      {Outcome::not_run, Cause::not_ready, Outcome::pass, Cause::none, ChangeKind::fixed, false},
      {Outcome::harness_error, Cause::none, Outcome::pass, Cause::none, ChangeKind::other, false},
      {Outcome::fail, Cause::hang, Outcome::unsupported, Cause::none, ChangeKind::other, false},
      {Outcome::fail, Cause::hang, Outcome::not_run, Cause::none, ChangeKind::other, false},
      {Outcome::fail, Cause::hang, Outcome::harness_error, Cause::none, ChangeKind::other, false},
      {Outcome::flaky, Cause::hang, Outcome::fail, Cause::hang, ChangeKind::other, false},
      {Outcome::pass, Cause::none, Outcome::non_strict, Cause::hang, ChangeKind::other, false},
      {Outcome::pass, Cause::none, Outcome::unsupported, Cause::none, ChangeKind::other, false},
      {Outcome::pass, Cause::none, Outcome::not_run, Cause::none, ChangeKind::other, false},
  };
  for (const auto& row : rows) {
    INFO(name_of(row.before) << " -> " << name_of(row.after) << " " << name_of(row.cause_after));
    const RecordDiff diff = diff_of(row.before, row.cause_before, row.after, row.cause_after);
    REQUIRE(diff.groups.size() == 1);
    CHECK(model::name_of(diff.groups[0].changes[0].kind) == model::name_of(row.kind));
    CHECK(diff.regressions() == (row.regression ? 1 : 0));
  }
}

TEST_CASE("records that say the same have no difference, whatever the texts of their verdicts") {
  Record other = model::made_up::record();
  for (TrialRecord& trial : other.trials) trial.verdict.actual += " at another time";
  other.seed = 43;
  const RecordDiff diff = make_diff(model::made_up::record(), other);
  CHECK(diff.groups.empty());
  CHECK(diff.unchanged == other.trials.size());
  CHECK(headline_text(diff) ==
        "No difference in " + std::to_string(other.trials.size()) + " trials");
}

TEST_CASE(
    "a trial that was not there is a regression when it fails, and one that is gone is none") {
  Record empty = model::made_up::record();
  empty.trials.clear();
  Record full = empty;
  full.trials = {model::made_up::passing("jhmp/a/b", "FRM-1", "s"), model::made_up::not_rejected()};
  const RecordDiff grown = make_diff(empty, full);
  CHECK(grown.count(ChangeKind::added) == 1);
  CHECK(grown.count(ChangeKind::new_failure) == 1);
  CHECK(grown.regressions() == 1);
  const RecordDiff shrunk = make_diff(full, empty);
  CHECK(shrunk.count(ChangeKind::removed) == 2);
  CHECK(shrunk.regressions() == 0);
}

TEST_CASE("a failure that the baseline knows, or that does not score, is shown and no regression") {
  Record before = model::made_up::record();
  before.trials.resize(1);
  const auto regressions = [&before](const std::function<void(TrialRecord&)>& change) {
    Record after = before;
    come_to(after.trials[0], Outcome::fail, Cause::hang, "");
    change(after.trials[0]);
    const RecordDiff diff = make_diff(before, after);
    CHECK(diff.count(ChangeKind::new_failure) == 1);
    return diff.regressions();
  };
  const model::BaselineEntry entry{
      "/entries/0", "reference", "jhmp/framing/whole", Outcome::fail, Cause::hang, "known", "",
      "",           ""};
  CHECK(regressions([](TrialRecord&) {}) == 1);
  CHECK(regressions([&](TrialRecord& trial) { trial.baseline = entry; }) == 0);
  CHECK(regressions([](TrialRecord& trial) { trial.plan.not_scored = "later"; }) == 0);
  CHECK(regressions([&](TrialRecord& trial) {
          trial.baseline = entry;
          trial.baseline->cause = Cause::crash;
        }) == 1);
  CHECK(regressions([](TrialRecord& trial) {
          trial.plan.not_scored = "later";
          trial.verdict.outcome = Outcome::harness_error;
        }) == 1);
}

TEST_CASE("a violated SHOULD is a regression only when strict") {
  Record before;
  before.trials = {model::made_up::passing("jhmp/a/b", "HDR-8", "s")};
  Record after = before;
  come_to(after.trials[0], Outcome::non_strict, Cause::not_rejected, "");
  CHECK(make_diff(before, after).regressions() == 0);
  CHECK(make_diff(before, after, true).regressions() == 1);
}

TEST_CASE("subjects of other names are compared by scenario when each record has one") {
  const auto record = [](const std::string& name, Outcome outcome) {
    Record made;
    made.subjects = {{name, "1", "s.json", {"server"}}};
    made.trials = {model::made_up::passing("jhmp/a/b", "FRM-1", name)};
    made.trials[0].verdict.outcome = outcome;
    return made;
  };
  const RecordDiff diff = make_diff(record("one", Outcome::pass), record("two", Outcome::fail));
  CHECK(diff.regressions() == 1);
  CHECK(diff.count(ChangeKind::removed) == 0);
  REQUIRE(diff.notes.size() == 1);
  CHECK(diff.notes[0] ==
        "subjects: one 1 and two 1 are different subjects; their trials are compared by scenario");
}

TEST_CASE("what makes records less comparable is said") {
  const struct {
    std::function<void(Record&)> change;
    std::string begin;
  } rows[] = {
      {[](Record& record) { record.scenario_set_hash = "x"; }, "scenarios: "},
      {[](Record& record) { record.protocol_revision = 2; }, "revision: 1 in the old record, 2 in"},
      {[](Record& record) { record.sweep = "sampled"; }, "sweep: full in the old record, sampled"},
      {[](Record& record) { record.selection.role = "client"; },
       "selection: jhmp/* in the old record, jhmp/* --role client in"},
      {[](Record& record) { record.harness_version = "9"; }, "wiretrial: 0.1.0 in"},
      {[](Record& record) { record.deadline_scale = 0.5; }, "deadlines: times 1 in"},
      {[](Record& record) { record.interrupted = true; }, "interrupted: the new record lacks"},
      {[](Record& record) { record.shard = "1/2"; }, "shard: the new record is only part 1/2"},
  };
  for (const auto& row : rows) {
    Record after = model::made_up::record();
    row.change(after);
    const RecordDiff diff = make_diff(model::made_up::record(), after);
    INFO(row.begin);
    REQUIRE(diff.notes.size() == 1);
    CHECK(diff.notes[0].find(row.begin) == 0);
  }
}

TEST_CASE("repeats are compared one by one, or taken together where their numbers differ") {
  Record once;
  once.trials = {model::made_up::passing("jhmp/a/b", "FRM-1", "s")};
  Record thrice;
  for (int i = 1; i <= 3; ++i) {
    thrice.trials.push_back(once.trials[0]);
    thrice.trials.back().repeat = i;
  }
  CHECK(make_diff(once, thrice).groups.empty());
  Record mixed = thrice;
  come_to(mixed.trials[1], Outcome::fail, Cause::hang, "open");
  const RecordDiff one_by_one = make_diff(thrice, mixed);
  REQUIRE(one_by_one.groups.size() == 1);
  CHECK(one_by_one.groups[0].changes[0].trial().repeat == 2);
  const RecordDiff together = make_diff(once, mixed);
  REQUIRE(together.groups.size() == 1);
  CHECK(together.groups[0].changes[0].kind == ChangeKind::became_flaky);
  CHECK(together.groups[0].changes[0].trial().verdict.reason ==
        "1 of 3 repeats need an explanation");
}

TEST_CASE("records of different protocols are not compared") {
  Record other = model::made_up::record();
  other.protocol = "echo";
  CHECK_THROWS_WITH(make_diff(model::made_up::record(), other),
                    "the records are of different protocols, jhmp and echo, and have no trial in "
                    "common");
}

TEST_CASE("a difference of thousands of failures stays a comment, and counts what it leaves out") {
  Record before = model::made_up::record();
  Record after = before;
  for (int i = 0; i < 3000; ++i) {
    TrialRecord trial = model::made_up::not_rejected();
    trial.plan.scenario += std::to_string(i);
    trial.plan.trial = trial.plan.scenario + "@app-server";
    trial.verdict.actual = std::string(5000, '<');
    (i % 2 == 0 ? before : after).trials.push_back(trial);
  }
  after.subjects[0].version = std::string(100'000, '|');
  const std::string text = reports::render_markdown(make_diff(before, after));
  CHECK(text.size() < 65'536);
  CHECK(text.find(" more: see the other reports.") != std::string::npos);
  CHECK(text.find("### removed (1500)") != std::string::npos);
}

TEST_CASE("a subject cannot leave the place that holds its words in a difference") {
  Record after = changed_record();
  after.trials.push_back(model::made_up::not_rejected());
  TrialRecord& trial = after.trials.back();
  trial.plan.trial = trial.plan.title = trial.plan.scenario = model::made_up::hostile;
  trial.replay = model::made_up::hostile;
  after.subjects[0].name = after.selection.role = model::made_up::hostile;
  const RecordDiff diff = make_diff(model::made_up::record(), after);
  const std::string html = reports::render_html(diff);
  for (const char* markup : {"<script", "</script", "<!--", "<b a=", "=\"http", "url(", "src="}) {
    INFO(markup);
    CHECK(html.find(markup) == std::string::npos);
  }
  CHECK(html.find('\0') == std::string::npos);
  CHECK(model::is_utf8(html));
  CHECK(html.find("content=\"default-src 'none'; style-src 'unsafe-inline'\"") !=
        std::string::npos);
  for (const std::string& text : {reports::render_terminal(diff), reports::render_markdown(diff)}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(model::is_utf8(text));
  }
  CHECK(reports::render_markdown(diff).find("\n<script") == std::string::npos);
  const auto json = nlohmann::json::parse(reports::render_json(diff));
  CHECK(json.at("regressions") == diff.regressions());
}
