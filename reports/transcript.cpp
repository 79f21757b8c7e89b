#include "reports/transcript.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/model/json_writer.hpp"
#include "reports/steps.hpp"
#include "reports/terminal.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Event;
using model::Step;

// What a person reads of one piece of data; the record has it whole.
constexpr std::size_t shown_bytes = 160;

// What is said of bytes and programs in a protocol that is known as data alone.
std::string data_words(const model::Expectation& expectation) {
  const model::ByteMatch& match = expectation.match_bytes;
  const model::ProgramMatch& program = expectation.program;
  std::string text;
  if (!match.exact.data.empty()) text += " " + model::printable(match.exact.data, shown_bytes);
  if (match.framed && match.times > 1) text += fmt::format(", {} frames", match.times);
  if (!match.pattern.empty()) text += " matching " + match.pattern;
  if (match.or_end) text += ", or the end";
  if (!expectation.ending.empty()) text += " by " + expectation.ending;
  if (program.status) text += fmt::format(" with status {}", *program.status);
  if (!program.output.empty()) text += ", output " + program.output;
  if (!program.error_output.empty()) text += ", error output " + program.error_output;
  return program.written.empty() ? text : text + " " + model::printable(program.written);
}

std::string expectation_words(const model::Expect& step) {
  const model::Match& match = step.expectation.match;
  std::string text = fmt::format("expect {}{}{}", with_spaces(name_of(step.expectation.kind)),
                                 step.on.empty() ? "" : " on ", step.on);
  if (match.kind != model::MatchKind::anything) text += ", " + with_spaces(name_of(match.kind));
  for (std::size_t i = 0; i < match.texts.size(); ++i) {
    text += (i == 0 ? " " : " or ") + model::printable(match.texts[i], shown_bytes);
  }
  return one_line(text + data_words(step.expectation));
}

// Fields of a step as words: its name, then each field as the record calls it.
std::string step_words(const Step& step) {
  if (const auto* expect = std::get_if<model::Expect>(&step)) return expectation_words(*expect);
  const model::OrderedJson json = model::step_to_json(step);
  std::string text;
  for (const auto& [name, value] : json.items()) {
    if (name == "step") {
      text = with_spaces(value.get<std::string>()) + text;
    } else if (name != "bytes" && name != "steps") {
      text += ", " + with_spaces(name) + " " +
              (value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  const model::Bytes* bytes = bytes_of(step);
  return one_line(text) + (bytes == nullptr ? "" : ", " + counted(bytes->data.size(), "byte"));
}

// Spans by offset, the wider one first; bytes that have no name are shown as one piece.
std::string spans_text(const model::Bytes& bytes) {
  std::vector<model::Span> spans = bytes.spans;
  if (spans.empty()) spans.push_back({"bytes", 0, bytes.data.size()});
  std::sort(spans.begin(), spans.end(), [](const auto& left, const auto& right) {
    if (left.offset != right.offset) return left.offset < right.offset;
    return left.length != right.length ? left.length > right.length : left.name < right.name;
  });
  std::string text;
  for (const model::Span& span : spans) {
    text +=
        fmt::format("      {:>7}  {:<24} {}\n", span.offset, one_line(span.name),
                    model::printable(std::string_view(bytes.data).substr(span.offset, span.length),
                                     shown_bytes));
  }
  return text;
}

std::string event_text(const Event& event) {
  std::string text = event_words(event);
  if (!event.data.empty()) text += ": " + model::printable(event.data, shown_bytes);
  return fmt::format("      {:<8} {}\n", fmt::format("{:.0f} ms", event.at_ms), text);
}

// Writes the steps in the order in which they were done, each above what came of it.
class RunText {
 public:
  RunText(const model::Run& run, const std::vector<Step>& control)
      : steps_(numbered_steps(run.steps, control)) {}

  void add(const Event& event, std::size_t number) {
    if (event.step != current_ && !event.step.empty()) go_to(event.step);
    current_ = event.step;
    text_ += fmt::format("  {:>3}", number) + event_text(event);
  }

  [[nodiscard]] std::string finish() const { return text_; }

 private:
  // Steps of which nothing was observed stand between those of which something was.
  void go_to(const std::string& number) {
    const auto found = std::find_if(steps_.begin(), steps_.end(),
                                    [&](const auto& step) { return step.first == number; });
    if (found == steps_.end()) return;
    const auto index = static_cast<std::size_t>(found - steps_.begin());
    for (std::size_t i = index < next_ ? index : next_; i <= index; ++i) {
      text_ += fmt::format("  step {}: {}\n", steps_[i].first, step_words(*steps_[i].second));
      if (const model::Bytes* bytes = bytes_of(*steps_[i].second)) text_ += spans_text(*bytes);
    }
    next_ = index + 1;
  }

  std::vector<NumberedStep> steps_;
  std::size_t next_ = 0;
  std::string current_;
  std::string text_;
};

}  // namespace

std::string render_verdict(const model::TrialRecord& trial, const model::Requirement& requirement,
                           bool colour) {
  return render_finding(trial, colour) +
         fmt::format("      {:<9} {} {}: {}\n", "clause", one_line(trial.plan.requirement),
                     name_of(trial.plan.level), one_line(requirement.text));
}

std::string render_transcript(const model::TrialRecord& trial) {
  std::string text;
  for (std::size_t i = 0; i < trial.evidence.size() && i < trial.plan.runs.size(); ++i) {
    const model::Evidence& evidence = trial.evidence[i];
    text += fmt::format("run {}{}\n", i + 1,
                        evidence.run.empty() ? "" : " (" + one_line(evidence.run) + ")");
    RunText run(trial.plan.runs[i], trial.plan.control);
    for (std::size_t number = 0; number < evidence.events.size(); ++number) {
      run.add(evidence.events[number], number + 1);
    }
    text += run.finish();
  }
  return text;
}

}  // namespace wiretrial::reports
