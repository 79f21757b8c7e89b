#include "cli/progress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/standard_output.hpp"

namespace wiretrial::cli {

using model::Outcome;

namespace {

// A terminal is redrawn at most so often; a pipe gets a line for every tenth part.
constexpr std::chrono::milliseconds redraw_interval(50);
constexpr std::size_t plain_lines = 10;

bool is_remarkable(Outcome outcome) {
  return outcome == Outcome::fail || outcome == Outcome::non_strict || outcome == Outcome::flaky ||
         outcome == Outcome::harness_error;
}

std::string counts(const model::Summary& summary) {
  std::string words;
  for (const auto& [outcome, count] : summary.by_outcome) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, model::name_of(outcome));
  }
  return words;
}

}  // namespace

Progress::Progress(std::FILE* stream, std::size_t total)
    : stream_(stream), total_(total), terminal_(is_terminal(stream)) {
  next_plain_line_ = std::max<std::size_t>(1, total_ / plain_lines);
}

Progress::~Progress() {
  erase();
}

void Progress::add(const model::TrialRecord& trial) {
  ++summary_.total;
  ++summary_.by_outcome[trial.verdict.outcome];
  if (is_remarkable(trial.verdict.outcome)) {
    erase();
    fmt::print(stream_, "{:<10} {} {}: {}\n", model::name_of(trial.verdict.outcome),
               trial.plan.requirement, trial.plan.trial,
               trial.verdict.outcome == Outcome::harness_error
                   ? trial.verdict.reason
                   : model::name_of(trial.verdict.cause));
  }
  draw();
}

void Progress::draw() {
  if (terminal_) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_drawn_ < redraw_interval && summary_.total < total_) return;
    last_drawn_ = now;
    fmt::print(stream_, "\r\x1b[K{}/{} trials: {}", summary_.total, total_, counts(summary_));
    std::fflush(stream_);
  } else if (summary_.total >= next_plain_line_) {
    next_plain_line_ += std::max<std::size_t>(1, total_ / plain_lines);
    fmt::print(stream_, "{}/{} trials: {}\n", summary_.total, total_, counts(summary_));
    std::fflush(stream_);
  }
}

void Progress::erase() {
  if (terminal_) fmt::print(stream_, "\r\x1b[K");
  std::fflush(stream_);
}

}  // namespace wiretrial::cli
