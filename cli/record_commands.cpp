#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/payloads.hpp"
#include "harness/model/record_json.hpp"
#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

using model::Record;

namespace {

Record read(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file || std::filesystem::is_directory(name))
    throw FileError(
        name + ": no such record, or not readable; `wiretrial run` writes one to out/record.json");
  std::ostringstream text;
  text << file.rdbuf();
  try {
    return model::read_record(text.str());
  } catch (const model::RecordError& error) {
    throw FileError(name + ": " + error.what());
  }
}

// Several records of one suite, as one: trials and subjects of all, the rest of the first.
Record joined(const std::vector<std::string>& names) {
  Record record = read(names.front());
  for (std::size_t i = 1; i < names.size(); ++i) {
    Record other = read(names[i]);
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
  Record record = read(name);
  const std::filesystem::path payloads = std::filesystem::path(name).parent_path() / "payloads";
  std::size_t changed = 0;
  for (model::TrialRecord& trial : record.trials) {
    if (trial.evidence.empty() || trial.verdict.outcome == model::Outcome::flaky) continue;
    model::TrialRecord whole = trial;
    try {
      model::load_payloads(whole, payloads);
    } catch (const model::RecordError& error) {
      throw FileError(name + ": " + error.what());
    }
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
