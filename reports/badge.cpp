#include "reports/badge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/remarks.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;

// About the width of a digit in the 11 pixels that badges use; textLength does the rest.
constexpr std::size_t character_width_px = 7;
constexpr std::size_t padding_px = 10;
constexpr std::size_t longest_label = 40;

// With white text on them, each has a contrast of at least 4.5 (WCAG 2.1, 1.4.3).
constexpr std::string_view good = "#17703a";
constexpr std::string_view bad = "#b3261e";
constexpr std::string_view uncertain = "#8a5a00";

struct State {
  std::string text;
  std::string_view colour;
};

bool has_unexcused_failure(const Record& record) {
  return std::any_of(record.trials.begin(), record.trials.end(), [](const auto& trial) {
    return is_deviation(trial.verdict, false) && !is_excused(trial);
  });
}

State state_of(const Record& record) {
  const model::Summary summary = model::summarise(record);
  const std::size_t failed = summary.count(Outcome::fail);
  if (failed > 0) {
    return {fmt::format("{} of {} failed", failed, summary.total),
            has_unexcused_failure(record) ? bad : uncertain};
  }
  if (summary.count(Outcome::harness_error) > 0) return {"harness failed", uncertain};
  if (has_unexcused_failure(record) && summary.count(Outcome::flaky) == 0) {
    return {"did not serve", bad};
  }
  if (summary.count(Outcome::flaky) > 0) {
    return {fmt::format("{} of {} flaky", summary.count(Outcome::flaky), summary.total), uncertain};
  }
  if (record.interrupted) return {"interrupted", uncertain};
  if (!record.shard.empty()) return {"part " + record.shard, uncertain};
  if (summary.count(Outcome::pass) == 0) return {"nothing passed", uncertain};
  return {fmt::format("{} passed", summary.count(Outcome::pass)), good};
}

std::string svg_text(std::string_view text) {
  return html_text(xml_text(text));
}

std::size_t width_of(std::string_view text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char character) {
    return (static_cast<unsigned char>(character) & 0xC0U) != 0x80U;
  });
  return static_cast<std::size_t>(characters) * character_width_px;
}

std::string title_of(const Record& record) {
  std::string text = "wiretrial";
  std::string_view separator = ": ";
  for (const model::SubjectIdentity& subject : record.subjects) {
    text += fmt::format("{}{}{}{}", separator, one_line(subject.name),
                        subject.version.empty() ? "" : " ", one_line(subject.version));
    separator = ", ";
  }
  return text + ": " + headline_text(record);
}

}  // namespace

std::string render_badge(const Record& record) {
  const State state = state_of(record);
  const std::string protocol =
      record.protocol.size() > longest_label ? "protocol" : one_line(record.protocol);
  const std::string label = fmt::format("{}/{}", protocol, record.protocol_revision);
  const std::size_t label_px = width_of(label);
  const std::size_t state_px = width_of(state.text);
  const std::size_t left_px = label_px + 2 * padding_px;
  const std::size_t right_px = state_px + 2 * padding_px;
  return fill("badge.svg", {{"title", svg_text(title_of(record))},
                            {"label", svg_text(label)},
                            {"state", svg_text(state.text)},
                            {"colour", std::string(state.colour)},
                            {"width", std::to_string(left_px + right_px)},
                            {"left", std::to_string(left_px)},
                            {"right", std::to_string(right_px)},
                            {"label_at", std::to_string(padding_px)},
                            {"label_width", std::to_string(label_px)},
                            {"state_at", std::to_string(left_px + padding_px)},
                            {"state_width", std::to_string(state_px)}});
}

}  // namespace wiretrial::reports
