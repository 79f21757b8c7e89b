#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/record_file.hpp"
#include "cli/recorded_trial.hpp"
#include "cli/workflow.hpp"
#include "harness/judge/judge.hpp"
#include "reports/badge.hpp"
#include "reports/capture.hpp"
#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

using model::Record;

namespace {

// Several records of one suite, as one: trials and subjects of all, the rest of the first.
Record joined(std::vector<Record> records) {
  Record record = std::move(records.front());
  for (std::size_t i = 1; i < records.size(); ++i) {
    Record& other = records[i];
    record.subjects.insert(record.subjects.end(), other.subjects.begin(), other.subjects.end());
    std::move(other.trials.begin(), other.trials.end(), std::back_inserter(record.trials));
  }
  return record;
}

bool has_trial(const Record& record, const std::string& name) {
  return std::any_of(record.trials.begin(), record.trials.end(), [&](const auto& trial) {
    return trial.plan.trial == name || trial.plan.trial == name + "@" + trial.plan.subject;
  });
}

// Every repeat of the trial, with its payloads, which lie beside the record that has it.
void write_capture(const std::vector<Record>& records, const ReportArguments& arguments,
                   const std::string& name, const std::string& file) {
  std::size_t place = 0;
  while (place + 1 < records.size() && !has_trial(records[place], name)) ++place;
  const std::string& record_name = arguments.records[place];
  const std::string trial = find_trial(records[place], record_name, name).plan.trial;
  std::vector<model::TrialRecord> repeats;
  for (const model::TrialRecord& candidate : records[place].trials) {
    if (candidate.plan.trial == trial) repeats.push_back(with_payloads(candidate, record_name));
  }
  write_text_file(file, reports::render_pcapng(records[place], repeats));
}

// Links lead to the record when there is one record.
std::string render_page(const Record& record, const ReportArguments& arguments) {
  namespace files = std::filesystem;
  std::error_code error;
  files::path way;
  if (arguments.records.size() == 1) {
    const files::path folder = files::absolute(arguments.html).parent_path();
    way = files::relative(files::absolute(arguments.records[0]), folder, error);
  }
  return reports::render_html(record, error ? "" : way.generic_string());
}

bool is_written_elsewhere(const ReportArguments& arguments) {
  return arguments.github || !arguments.html.empty() || !arguments.junit.empty() ||
         !arguments.markdown.empty() || !arguments.badge.empty() || !arguments.captures.empty();
}

}  // namespace

int report(const ReportArguments& arguments) {
  std::vector<Record> records;
  for (const std::string& name : arguments.records) records.push_back(read_record_file(name));
  for (const auto& [trial, file] : arguments.captures) {
    write_capture(records, arguments, trial, file);
  }
  const Record record = joined(std::move(records));
  if (!arguments.html.empty()) write_text_file(arguments.html, render_page(record, arguments));
  if (!arguments.junit.empty()) write_text_file(arguments.junit, reports::render_junit(record));
  if (!arguments.markdown.empty())
    write_text_file(arguments.markdown, reports::render_markdown(record));
  if (!arguments.badge.empty()) write_text_file(arguments.badge, reports::render_badge(record));
  if (arguments.github) tell_github(record, false);
  if (!is_written_elsewhere(arguments)) {
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
