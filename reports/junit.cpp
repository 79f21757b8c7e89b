#include "reports/junit.hpp"

#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "reports/ledger.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

constexpr double second_ms = 1000;

// XML 1.0 excludes these two even as references; control characters are made visible by many_lines.
std::string xml_text(std::string_view text) {
  std::string result = many_lines(text);
  for (const std::string_view excluded : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (auto at = result.find(excluded); at != std::string::npos; at = result.find(excluded)) {
      result.replace(at, excluded.size(), "\xef\xbf\xbd");
    }
  }
  return result;
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

void set_time(pugi::xml_node node, double milliseconds) {
  set(node, "time", fmt::format("{:.3f}", milliseconds / second_ms));
}

void add_text(pugi::xml_node node, std::string_view text) {
  node.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
}

std::string line(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("{}: {}\n", name, text);
}

std::string details(const Record& record, const TrialRecord& trial) {
  const model::Verdict& verdict = trial.verdict;
  const model::Requirement clause = requirement_of(record, trial.plan.requirement);
  return line("\ntitle", trial.plan.title) +
         line("requirement",
              fmt::format("{} {} {}", clause.id, name_of(trial.plan.level), clause.text)) +
         line("cause", name_of(verdict.cause)) + line("expected", verdict.expected) +
         line("actual", verdict.actual) + line("reason", verdict.reason) +
         line("place", verdict.place) + line("termination", verdict.termination) +
         line("process", verdict.process) + line("attempts", std::to_string(trial.attempts)) +
         line("replay", trial.replay);
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

void add_outcome(pugi::xml_node testcase, const Record& record, const TrialRecord& trial) {
  switch (trial.verdict.outcome) {
    case Outcome::pass:
      return;
    case Outcome::fail:
    case Outcome::flaky:
      return add_problem(testcase, "failure", details(record, trial), trial.verdict);
    case Outcome::harness_error:
      return add_problem(testcase, "error", details(record, trial), trial.verdict);
    case Outcome::unsupported:
    case Outcome::not_run:
      return set(testcase.append_child("skipped"), "message", message(trial.verdict));
    case Outcome::non_strict:
    case Outcome::informational:
      return add_text(testcase.append_child("system-out"),
                      fmt::format("{}{}", label_of(trial.verdict.outcome), details(record, trial)));
  }
}

void add_testcase(pugi::xml_node suite, const Record& record, const TrialRecord& trial) {
  pugi::xml_node testcase = suite.append_child("testcase");
  std::string name = trial.plan.trial;
  if (trial.repeat > 0) name += fmt::format(" (repeat {})", trial.repeat);
  set(testcase, "name", name);
  set(testcase, "classname", trial.plan.scenario.substr(0, trial.plan.scenario.rfind('/')));
  set_time(testcase, trial.duration_ms);
  add_outcome(testcase, record, trial);
}

void set_counts(pugi::xml_node node, const model::Summary& summary, double milliseconds) {
  set(node, "tests", std::to_string(summary.total));
  set(node, "failures",
      std::to_string(summary.count(Outcome::fail) + summary.count(Outcome::flaky)));
  set(node, "errors", std::to_string(summary.count(Outcome::harness_error)));
  set(node, "skipped",
      std::to_string(summary.count(Outcome::unsupported) + summary.count(Outcome::not_run)));
  set_time(node, milliseconds);
}

void add_suite(pugi::xml_node root, const Record& record, const Column& column) {
  std::vector<const TrialRecord*> trials;
  model::Summary summary;
  double duration_ms = 0;
  for (const TrialRecord& trial : record.trials) {
    if (Column{trial.plan.subject, trial.plan.role} != column) continue;
    trials.push_back(&trial);
    summary.add(trial.verdict.outcome);
    duration_ms += trial.duration_ms;
  }
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", column_name(column));
  set_counts(suite, summary, duration_ms);
  pugi::xml_node properties = suite.append_child("properties");
  for (const auto& [name, value] : identity(record)) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  }
  for (const TrialRecord* trial : trials) add_testcase(suite, record, *trial);
}

}  // namespace

std::string render_junit(const Record& record) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "wiretrial");
  set_counts(root, model::summarise(record), record.duration_ms);
  for (const Column& column : make_ledger(record).columns) add_suite(root, record, column);
  std::ostringstream stream;
  document.save(stream, "  ");
  return stream.str();
}

}  // namespace wiretrial::reports
