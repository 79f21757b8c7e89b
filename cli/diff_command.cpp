#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/record_file.hpp"
#include "reports/diff.hpp"
#include "reports/diff_reports.hpp"

namespace wiretrial::cli {

namespace {

// Verdicts are compared, and two large records need not be in memory whole.
model::Record verdicts_of(const std::string& name) {
  model::Record record = read_record_file(name);
  for (model::TrialRecord& trial : record.trials) {
    trial.evidence = {};
    trial.plan.runs = {};
    trial.plan.control = {};
  }
  return record;
}

reports::RecordDiff difference(const DiffArguments& arguments) {
  const model::Record before = verdicts_of(arguments.before);
  const model::Record after = verdicts_of(arguments.after);
  try {
    return reports::make_diff(before, after, arguments.strict);
  } catch (const std::invalid_argument& error) {
    throw FileError(arguments.before + ", " + arguments.after + ": " + error.what());
  }
}

}  // namespace

int diff(const DiffArguments& arguments) {
  const reports::RecordDiff found = difference(arguments);
  if (!arguments.html.empty()) write_text_file(arguments.html, reports::render_html(found));
  if (!arguments.json.empty()) write_text_file(arguments.json, reports::render_json(found));
  if (!arguments.markdown.empty()) {
    write_text_file(arguments.markdown, reports::render_markdown(found));
  }
  fmt::print("{}", reports::render_terminal(found, ::isatty(STDOUT_FILENO) != 0));
  return found.regressions() == 0 ? status_good : status_regression;
}

}  // namespace wiretrial::cli
