#include "reports/steps.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/words.hpp"

namespace wiretrial::reports {

using model::Event;
using model::EventKind;
using model::Step;

namespace {

void number_steps(const std::vector<Step>& steps, const std::string& prefix,
                  std::vector<NumberedStep>& all) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string number = prefix + std::to_string(i);
    all.emplace_back(number, &steps[i]);
    if (const auto* repeat = std::get_if<model::Repeat>(&steps[i])) {
      number_steps(repeat->steps, number + ".", all);
    }
  }
}

std::string amount_text(const Event& event) {
  switch (event.kind) {
    case EventKind::sent:
    case EventKind::received:
      return fmt::format(" {} from offset {}", counted(event.length, "byte"), event.offset);
    case EventKind::exited:
    case EventKind::signalled:
    case EventKind::limited:
    case EventKind::round_end:
      return " " + std::to_string(event.number);
    default:
      return "";
  }
}

}  // namespace

std::vector<NumberedStep> numbered_steps(const std::vector<Step>& steps,
                                         const std::vector<Step>& control) {
  std::vector<NumberedStep> all;
  number_steps(steps, "", all);
  number_steps(control, "control.", all);
  return all;
}

const model::Bytes* bytes_of(const Step& step) {
  if (const auto* send = std::get_if<model::Send>(&step)) return &send->bytes;
  if (const auto* fault = std::get_if<model::ProxyFault>(&step)) {
    return fault->bytes.data.empty() ? nullptr : &fault->bytes;
  }
  return nullptr;
}

std::string event_words(const Event& event) {
  std::string text = with_spaces(name_of(event.kind)) + amount_text(event);
  if (!event.connection.empty()) text += " on " + event.connection;
  if (!event.detail.empty()) text += ": " + event.detail;
  for (const auto& [name, value] : event.figures) text += fmt::format(" {}={}", name, value);
  return one_line(text);
}

std::string with_spaces(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace wiretrial::reports
