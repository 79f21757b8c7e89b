#include "reports/github.hpp"

#include <fmt/format.h>

#include "reports/ledger.hpp"
#include "reports/remarks.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;
using model::TrialRecord;

// A step has room for ten of each level; the others are dropped without a word.
constexpr std::size_t shown_of_a_level = 10;

// The runner decodes these three in a message, and two more in a property.
std::string escaped(std::string_view text, bool is_property) {
  std::string result;
  for (const char character : text) {
    const bool special = character == '%' || character == '\r' || character == '\n' ||
                         (is_property && (character == ':' || character == ','));
    result +=
        special ? fmt::format("%{:02X}", static_cast<int>(character)) : std::string(1, character);
  }
  return result;
}

std::string annotation(std::string_view level, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", level, escaped(title, true), escaped(message, false));
}

std::string line(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("{}: {}\n", name, one_line(text));
}

std::string message_of(const Record& record, const Finding& finding) {
  const TrialRecord& trial = *finding.trials[0];
  const model::Verdict& verdict = trial.verdict;
  const model::Requirement clause = requirement_of(record, trial.plan.requirement);
  std::string text =
      one_line(trial.plan.title) + "\n" + line("expected", verdict.expected) +
      line("actual", verdict.actual) + line("reason", verdict.reason) +
      line("clause", fmt::format("{} {} {}", clause.id, name_of(trial.plan.level), clause.text)) +
      line("replay", trial.replay);
  const std::size_t more = finding.trials.size() - 1;
  if (more > 0) text += counted(more, "trial") + " more, the same way\n";
  text.pop_back();
  return text;
}

std::string title_of(const TrialRecord& trial) {
  std::string text =
      fmt::format("{} {}", label_of(trial.verdict.outcome), one_line(trial.plan.trial));
  if (trial.verdict.cause != model::Cause::none) {
    text += fmt::format(" ({})", name_of(trial.verdict.cause));
  }
  return text;
}

bool counts_for_nothing(const TrialRecord& trial) {
  return is_excused(trial) && trial.verdict.outcome != Outcome::harness_error;
}

// Writes so many of a level as there is room for, and counts the others.
class Annotations {
 public:
  void error(std::string_view title, std::string_view message) {
    add("error", errors_, title, message);
  }
  void warning(std::string_view title, std::string_view message) {
    add("warning", warnings_, title, message);
  }
  [[nodiscard]] std::string finish() const {
    if (left_out_ == 0) return text_;
    return text_ + annotation("notice", "wiretrial",
                              fmt::format("{} more: see the step's summary or the reports",
                                          counted(left_out_, "finding")));
  }

 private:
  void add(std::string_view level, std::size_t& count, std::string_view title,
           std::string_view message) {
    if (++count > shown_of_a_level) {
      ++left_out_;
    } else {
      text_ += annotation(level, title, message);
    }
  }

  std::string text_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string render_github(const Record& record, bool strict) {
  Annotations annotations;
  for (const Finding& finding : findings(record)) {
    const TrialRecord& trial = *finding.trials[0];
    if (counts_for_nothing(trial)) continue;
    const std::string message = message_of(record, finding);
    if (trial.verdict.outcome == Outcome::non_strict && !strict) {
      annotations.warning(title_of(trial), message);
    } else {
      annotations.error(title_of(trial), message);
    }
  }
  if (record.baseline) {
    for (const model::BaselineComplaint& complaint : record.baseline->complaints) {
      annotations.error(fmt::format("baseline: {}{}", one_line(record.baseline->file),
                                    one_line(complaint.pointer)),
                        fmt::format("{}: {}", name_of(complaint.kind), one_line(complaint.text)));
    }
  }
  return annotations.finish();
}

}  // namespace wiretrial::reports
