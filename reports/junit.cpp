#include "reports/junit.hpp"

#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "reports/ledger.hpp"
#include "reports/remarks.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

constexpr double second_ms = 1000;

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

void set_time(pugi::xml_node node, double milliseconds) {
  set(node, "time", fmt::format("{:.3f}", milliseconds / second_ms));
}

void add_text(pugi::xml_node node, std::string_view text) {
  node.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
}

std::string junit_line(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("{}: {}\n", name, text);
}

// The usual schema has no properties in a testcase.
std::string junit_remarks(const TrialRecord& trial) {
  std::string text;
  for (const Remark& remark : remarks(trial))
    text += junit_line(remark.name, one_line(remark.text));
  return text;
}

std::string details(const Record& record, const TrialRecord& trial) {
  const model::Verdict& verdict = trial.verdict;
  const model::Requirement clause = requirement_of(record, trial.plan.requirement);
  return junit_line("\ntitle", trial.plan.title) +
         junit_line("requirement",
                    fmt::format("{} {} {}", clause.id, name_of(trial.plan.level), clause.text)) +
         junit_line("cause", name_of(verdict.cause)) + junit_line("expected", verdict.expected) +
         junit_line("actual", verdict.actual) + junit_line("reason", verdict.reason) +
         junit_line("place", verdict.place) + junit_line("termination", verdict.termination) +
         junit_line("process", verdict.process) +
         junit_line("attempts", std::to_string(trial.attempts)) +
         junit_line("replay", trial.replay) + junit_remarks(trial);
}

std::string message(const model::Verdict& verdict) {
  std::string text{name_of(verdict.cause)};
  for (const std::string& part : {verdict.actual, verdict.reason}) {
    if (part.empty()) continue;
    if (!text.empty()) text += ": ";
    text += part;
  }
  return text.empty() ? std::string(label_of(verdict.outcome)) : one_line(text);
}

void add_problem(pugi::xml_node testcase, const char* element, const std::string& text,
                 const model::Verdict& verdict) {
  pugi::xml_node problem = testcase.append_child(element);
  set(problem, "message", message(verdict));
  const bool has_cause = verdict.cause != model::Cause::none;
  set(problem, "type", has_cause ? name_of(verdict.cause) : name_of(verdict.outcome));
  add_text(problem, text);
}

// JUnit has no word for a failure that is known, and CI systems would be red for what the exit
// status calls 0. It is skipped there, and says that it failed.
bool is_excused_failure(const TrialRecord& trial) {
  const Outcome outcome = trial.verdict.outcome;
  return (outcome == Outcome::fail || outcome == Outcome::flaky) && is_excused(trial);
}

void add_excused(pugi::xml_node testcase, const Record& record, const TrialRecord& trial) {
  const std::string why = trial.plan.not_scored.empty() ? "as the baseline says" : "not scored";
  set(testcase.append_child("skipped"), "message",
      fmt::format("{}, {}: {}", name_of(trial.verdict.outcome), why, message(trial.verdict)));
  add_text(testcase.append_child("system-out"),
           fmt::format("{}{}", label_of(trial.verdict.outcome), details(record, trial)));
}

void add_remarks(pugi::xml_node testcase, const TrialRecord& trial) {
  const std::string text = junit_remarks(trial);
  if (!text.empty()) add_text(testcase.append_child("system-out"), text);
}

void add_outcome(pugi::xml_node testcase, const Record& record, const TrialRecord& trial) {
  if (is_excused_failure(trial)) return add_excused(testcase, record, trial);
  switch (trial.verdict.outcome) {
    case Outcome::pass:
      return add_remarks(testcase, trial);
    case Outcome::fail:
    case Outcome::flaky:
      return add_problem(testcase, "failure", details(record, trial), trial.verdict);
    case Outcome::harness_error:
      return add_problem(testcase, "error", details(record, trial), trial.verdict);
    case Outcome::unsupported:
    case Outcome::not_run:
      set(testcase.append_child("skipped"), "message", message(trial.verdict));
      return add_remarks(testcase, trial);
    case Outcome::non_strict:
    case Outcome::informational:
      return add_text(testcase.append_child("system-out"),
                      fmt::format("{}{}", label_of(trial.verdict.outcome), details(record, trial)));
  }
}

void add_property(pugi::xml_node properties, std::string_view name, std::string_view value) {
  pugi::xml_node property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

void add_testcase(pugi::xml_node suite, const Record& record, const TrialRecord& trial) {
  pugi::xml_node testcase = suite.append_child("testcase");
  set(testcase, "name", trial_address(trial));
  set(testcase, "classname", trial.plan.scenario.substr(0, trial.plan.scenario.rfind('/')));
  set_time(testcase, trial.duration_ms);
  add_outcome(testcase, record, trial);
}

struct Counts {
  model::Summary summary;
  std::size_t excused = 0;     // failures that are shown as skipped
  std::size_t complaints = 0;  // about the baseline: failures without a trial

  void add(const TrialRecord& trial) {
    summary.add(trial.verdict.outcome);
    if (is_excused_failure(trial)) ++excused;
  }
};

void set_counts(pugi::xml_node node, const Counts& counts, double milliseconds) {
  const model::Summary& summary = counts.summary;
  const std::size_t failures = summary.count(Outcome::fail) + summary.count(Outcome::flaky);
  set(node, "tests", std::to_string(summary.total + counts.complaints));
  set(node, "failures", std::to_string(failures - counts.excused + counts.complaints));
  set(node, "errors", std::to_string(summary.count(Outcome::harness_error)));
  // The usual schema has it in suites, and not in the whole.
  if (std::string_view(node.name()) == "testsuite") {
    set(node, "skipped",
        std::to_string(summary.count(Outcome::unsupported) + summary.count(Outcome::not_run) +
                       counts.excused));
  }
  set_time(node, milliseconds);
}

void add_suite(pugi::xml_node root, const Record& record, const Column& column) {
  std::vector<const TrialRecord*> trials;
  Counts counts;
  double duration_ms = 0;
  for (const TrialRecord& trial : record.trials) {
    if (Column{trial.plan.subject, trial.plan.role} != column) continue;
    trials.push_back(&trial);
    counts.add(trial);
    duration_ms += trial.duration_ms;
  }
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", column_name(column));
  set_counts(suite, counts, duration_ms);
  pugi::xml_node properties = suite.append_child("properties");
  for (const auto& [name, value] : identity(record)) {
    add_property(properties, name, value);
  }
  for (const TrialRecord* trial : trials) add_testcase(suite, record, *trial);
}

// What is wrong with the baseline belongs to no trial.
void add_complaints(pugi::xml_node root, const model::BaselineReport& report) {
  if (report.complaints.empty()) return;
  Counts counts;
  counts.complaints = report.complaints.size();
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", "baseline");
  set_counts(suite, counts, 0);
  for (const model::BaselineComplaint& complaint : report.complaints) {
    pugi::xml_node testcase = suite.append_child("testcase");
    set(testcase, "name", one_line(report.file + complaint.pointer));
    set(testcase, "classname", "baseline");
    set_time(testcase, 0);
    pugi::xml_node problem = testcase.append_child("failure");
    set(problem, "message", one_line(complaint.text));
    set(problem, "type", name_of(complaint.kind));
  }
}

}  // namespace

std::string render_junit(const Record& record) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "wiretrial");
  Counts counts;
  for (const TrialRecord& trial : record.trials) counts.add(trial);
  if (record.baseline) counts.complaints = record.baseline->complaints.size();
  set_counts(root, counts, record.duration_ms);
  for (const Column& column : make_ledger(record).columns) add_suite(root, record, column);
  if (record.baseline) add_complaints(root, *record.baseline);
  std::ostringstream stream;
  document.save(stream, "  ");
  return stream.str();
}

}  // namespace wiretrial::reports
