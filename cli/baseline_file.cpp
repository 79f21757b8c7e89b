#include "cli/baseline_file.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "harness/judge/baseline.hpp"
#include "harness/load/baseline.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::cli {

namespace {

// Everywhere on earth the same, so that two machines agree on what has expired.
std::string date_of_today() {
  const std::chrono::year_month_day today(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()),
                     static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day()));
}

void write_file(const std::string& name, const std::string& text) {
  // A baseline is written by hand in part: an interruption must not leave half of it.
  const std::string part = name + ".part";
  std::ofstream file(part, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(part, name, error);
  if (!file || error) throw FileError(name + ": cannot be written");
}

}  // namespace

Baselines::Baselines(const RunArguments& arguments, const Ground& ground,
                     const std::vector<model::Subject>& subjects)
    : target_(arguments.write_baseline), strict_(arguments.strict) {
  if (!arguments.baseline.empty()) known_ = load::load_baseline(arguments.baseline);
  if (!target_.empty() && std::filesystem::exists(target_)) {
    renewed_ = load::load_baseline(target_);
  } else if (known_) {
    renewed_ = *known_;
  }
  if (!known_ && target_.empty()) return;
  all_ = plan::every_trial(ground.scenarios, subjects, ground.protocol.requirements);
}

void Baselines::apply(model::Record& record) const {
  if (known_) judge::apply_baseline(*known_, all_, date_of_today(), record);
}

void Baselines::write(const model::Record& record) const {
  if (target_.empty()) return;
  if (record.interrupted) {
    fmt::print(stderr, "wiretrial: {} is left as it was: the run was interrupted\n", target_);
    return;
  }
  const judge::Renewal renewal = judge::renew_baseline(renewed_, all_, record, strict_);
  write_file(target_, load::baseline_text(renewal.entries));
  for (const std::string& line : renewal.dropped) {
    fmt::print(stderr, "{}: dropped {}\n", target_, line);
  }
  for (const std::string& line : renewal.added) {
    fmt::print(stderr, "{}: added {}\n", target_, line);
  }
  fmt::print(stderr, "{}: {} entries, {} added, {} dropped\n", target_, renewal.entries.size(),
             renewal.added.size(), renewal.dropped.size());
}

}  // namespace wiretrial::cli
