#include "reports/words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/model/bytes.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;

// A report is read by people: longer texts are cut, the record has them whole.
constexpr std::size_t line_limit_bytes = 400;

constexpr double ms_per_second = 1000;
constexpr double minute_ms = 60 * ms_per_second;

struct OutcomeWords {
  Outcome outcome;
  std::string_view sign;
  std::string_view label;
};

constexpr OutcomeWords outcome_words[] = {
    {Outcome::pass, "✓", "pass"},
    {Outcome::non_strict, "△", "non-strict"},
    {Outcome::fail, "✗", "fail"},
    {Outcome::informational, "ℹ", "informational"},
    {Outcome::unsupported, "∅", "unsupported"},
    {Outcome::flaky, "≈", "flaky"},
    {Outcome::not_run, "–", "not run"},
    {Outcome::harness_error, "!", "harness error"},
};

const OutcomeWords& words_of(Outcome outcome) {
  for (const OutcomeWords& words : outcome_words) {
    if (words.outcome == outcome) return words;
  }
  return outcome_words[0];
}

bool is_kept(char character) {
  return character == '\n' || character == '\t';
}

bool never_served(const model::Record& record) {
  return std::any_of(record.trials.begin(), record.trials.end(), [](const auto& trial) {
    return trial.verdict.outcome == Outcome::not_run &&
           trial.verdict.cause == model::Cause::not_ready;
  });
}

// Of the failures, those that the baseline knows or that do not score.
std::string excused_text(const model::Record& record) {
  std::size_t known = 0;
  std::size_t unscored = 0;
  for (const model::TrialRecord& trial : record.trials) {
    if (trial.verdict.outcome != Outcome::fail) continue;
    if (!trial.plan.not_scored.empty()) {
      ++unscored;
    } else if (is_known(trial)) {
      ++known;
    }
  }
  std::string text;
  if (known > 0) text += fmt::format(", {} as the baseline says", known);
  if (unscored > 0) text += fmt::format(", {} not scored", unscored);
  return text;
}

}  // namespace

std::string_view sign_of(Outcome outcome) {
  return words_of(outcome).sign;
}

std::string_view label_of(Outcome outcome) {
  return words_of(outcome).label;
}

bool needs_explanation(const model::Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::fail:
    case Outcome::flaky:
    case Outcome::non_strict:
    case Outcome::harness_error:
      return true;
    default:
      return verdict.cause == model::Cause::not_ready;
  }
}

std::string counted(std::size_t count, std::string_view noun) {
  if (count != 1 && noun.ends_with('y')) {
    return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
  }
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string duration_text(double milliseconds) {
  if (milliseconds < ms_per_second) return fmt::format("{:.0f} ms", milliseconds);
  if (milliseconds < 2 * minute_ms) return fmt::format("{:.1f} s", milliseconds / ms_per_second);
  const auto minutes = static_cast<long>(milliseconds / minute_ms);
  const double rest = milliseconds - static_cast<double>(minutes) * minute_ms;
  return fmt::format("{} min {:.0f} s", minutes, rest / ms_per_second);
}

std::string counts_text(const model::Summary& summary) {
  std::string text;
  for (const auto& [outcome, name] : model::Names<Outcome>::table) {
    if (summary.count(outcome) == 0) continue;
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", summary.count(outcome), label_of(outcome));
  }
  return text.empty() ? "nothing was tried" : text;
}

std::string headline_text(const model::Record& record) {
  const model::Summary summary = model::summarise(record);
  const std::size_t failed = summary.count(Outcome::fail);
  std::string text;
  if (summary.total == 0) {
    text = "Nothing was tried";
  } else if (failed > 0) {
    text = fmt::format("{} of {} failed{}", failed, counted(summary.total, "trial"),
                       excused_text(record));
  } else if (summary.count(Outcome::harness_error) > 0) {
    text = "The harness itself failed";
  } else if (never_served(record)) {
    text = "The subject did not serve";
  } else if (summary.count(Outcome::flaky) > 0) {
    text = counted(summary.count(Outcome::flaky), "trial") + " flaky, none failed";
  } else if (summary.count(Outcome::pass) == 0) {
    text = "Nothing passed and nothing failed";
  } else {
    text = fmt::format("No failure in {}", counted(summary.total, "trial"));
  }
  return record.interrupted ? text + " (interrupted)" : text;
}

std::string one_line(std::string_view text) {
  return model::printable(text, line_limit_bytes);
}

std::string many_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t piece = text.find_first_of("\n\t");
    const std::string_view part = text.substr(0, piece);
    result += model::printable(part, part.size());
    text.remove_prefix(part.size());
    while (!text.empty() && is_kept(text.front())) {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

std::string xml_text(std::string_view text) {
  std::string result = many_lines(text);
  for (const std::string_view excluded : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (auto at = result.find(excluded); at != std::string::npos; at = result.find(excluded)) {
      result.replace(at, excluded.size(), "\xef\xbf\xbd");
    }
  }
  return result;
}

}  // namespace wiretrial::reports
