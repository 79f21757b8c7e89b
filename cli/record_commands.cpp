#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/record_file.hpp"
#include "harness/judge/judge.hpp"
#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

using model::Record;

namespace {

// Several records of one suite, as one: trials and subjects of all, the rest of the first.
Record joined(const std::vector<std::string>& names) {
  Record record = read_record_file(names.front());
  for (std::size_t i = 1; i < names.size(); ++i) {
    Record other = read_record_file(names[i]);
    record.subjects.insert(record.subjects.end(), other.subjects.begin(), other.subjects.end());
    std::move(other.trials.begin(), other.trials.end(), std::back_inserter(record.trials));
  }
  return record;
}

void write(const std::string& name, const std::string& text) {
  std::ofstream file(name, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw FileError(name + ": cannot be written");
}

}  // namespace

int report(const ReportArguments& arguments) {
  const Record record = joined(arguments.records);
  if (!arguments.html.empty()) write(arguments.html, reports::render_html(record));
  if (!arguments.junit.empty()) write(arguments.junit, reports::render_junit(record));
  if (!arguments.markdown.empty()) write(arguments.markdown, reports::render_markdown(record));
  if (arguments.html.empty() && arguments.junit.empty() && arguments.markdown.empty()) {
    fmt::print("{}", reports::render_terminal(record, ::isatty(STDOUT_FILENO) != 0));
  }
  return status_good;
}

int judge_again(const std::string& name, bool strict) {
  Record record = read_record_file(name);
  std::size_t changed = 0;
  for (model::TrialRecord& trial : record.trials) {
    if (trial.evidence.empty() || trial.verdict.outcome == model::Outcome::flaky) continue;
    const model::TrialRecord whole = with_payloads(trial, name);
    const model::Verdict verdict = judge::judge(whole.plan, whole.evidence);
    if (verdict.outcome != trial.verdict.outcome || verdict.cause != trial.verdict.cause) {
      ++changed;
      fmt::print("{}: was {} {}, now {} {}\n", trial.plan.trial,
                 model::name_of(trial.verdict.outcome), model::name_of(trial.verdict.cause),
                 model::name_of(verdict.outcome), model::name_of(verdict.cause));
    }
    trial.verdict = verdict;
  }
  fmt::print("{} trials judged again, {} verdicts changed\n", record.trials.size(), changed);
  return model::exit_status(record, strict);
}

}  // namespace wiretrial::cli
