#include <cstdio>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/performance.hpp"
#include "cli/record_file.hpp"
#include "harness/model/merge.hpp"
#include "harness/model/payloads.hpp"
#include "harness/model/record_json.hpp"
#include "reports/terminal.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

void check_target(const MergeArguments& arguments) {
  for (const std::string& record : arguments.records) {
    std::error_code ignored;
    const bool same = files::equivalent(record, arguments.out, ignored);
    if (same) throw FileError(arguments.out + ": is one of the records to merge");
  }
}

// Which record each trial came from: its payloads lie there.
using Origins = std::map<std::pair<std::string, int>, std::string>;

std::vector<model::NamedRecord> read_parts(const std::vector<std::string>& names,
                                           Origins& origins) {
  std::vector<model::NamedRecord> parts;
  for (const std::string& name : names) {
    parts.push_back({name, read_record_file(name)});
    for (const model::TrialRecord& trial : parts.back().record.trials) {
      origins.emplace(std::make_pair(trial.plan.trial, trial.repeat), name);
    }
  }
  return parts;
}

model::Record merged(std::vector<model::NamedRecord> parts) {
  try {
    return model::merge_records(std::move(parts));
  } catch (const model::RecordError& error) {
    throw FileError(error.what());
  }
}

}  // namespace

int merge(const MergeArguments& arguments) {
  check_target(arguments);
  Origins origins;
  model::Record record = merged(read_parts(arguments.records, origins));
  const files::path folder = files::absolute(arguments.out).parent_path();
  std::error_code error;
  files::create_directories(folder, error);
  if (error) throw FileError(folder.string() + ": cannot be made a directory: " + error.message());
  for (model::TrialRecord& trial : record.trials) {
    // Read and stored again, so that a payload that is absent or damaged is told now.
    model::TrialRecord whole = with_payloads(trial, origins.at({trial.plan.trial, trial.repeat}));
    model::store_payloads(whole, folder / "payloads");
    trial.replay = fmt::format("wiretrial replay {} {}", shell_word(arguments.out),
                               shell_word(trial.plan.trial));
  }
  write_text_file(arguments.out, model::to_json_text(record));
  fmt::print("{}Written: {}\n", reports::render_terminal(record, ::isatty(STDOUT_FILENO) != 0),
             arguments.out);
  return model::exit_status(record, arguments.strict);
}

}  // namespace wiretrial::cli
