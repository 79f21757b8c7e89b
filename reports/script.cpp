#include "reports/script.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/model/json_writer.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::OrderedJson;
using model::Plan;
using model::Role;
using model::Step;

// A longer run of one byte is written as a product.
constexpr std::size_t shortest_run_bytes = 64;
// Longer literals are cut into several lines.
constexpr std::size_t line_bytes = 4096;

std::string escaped(char character) {
  const auto value = static_cast<unsigned char>(character);
  if (character == '"' || character == '\\') return std::string("\\") + character;
  if (value >= 0x20 && value < 0x7f) return std::string(1, character);
  return fmt::format("\\x{:02x}", value);
}

std::string bytes_literal(std::string_view data) {
  std::string text = "b\"";
  for (const char character : data) text += escaped(character);
  return text + "\"";
}

// Python takes the escapes of JSON, but not two surrogates for one character: so what is not ASCII
// is decoded from its bytes.
std::string text_literal(const std::string& text) {
  const std::string literal = bytes_literal(text);
  const bool ascii = std::all_of(text.begin(), text.end(), [](char character) {
    return static_cast<unsigned char>(character) < 0x80;
  });
  return ascii ? literal.substr(1) : literal + ".decode(\"utf-8\", \"replace\")";
}

// How far from `begin` the byte there repeats itself.
std::size_t run_length(std::string_view data, std::size_t begin) {
  const std::size_t end = data.find_first_not_of(data[begin], begin);
  return (end == std::string_view::npos ? data.size() : end) - begin;
}

// The end of the piece that begins here, and stands on a line of its own.
std::size_t piece_end(std::string_view data, std::size_t begin, std::size_t limit) {
  const std::size_t run = std::min(run_length(data, begin), limit - begin);
  if (run >= shortest_run_bytes) return begin + run;
  std::size_t end = begin + 1;
  const std::size_t longest = std::min(limit, begin + line_bytes);
  while (end < longest) {
    const std::size_t next = std::min(run_length(data, end), limit - end);
    if (next >= shortest_run_bytes) break;
    end = std::min(end + next, longest);
  }
  return end;
}

std::string piece_literal(std::string_view piece) {
  if (piece.size() < shortest_run_bytes || run_length(piece, 0) < piece.size()) {
    return bytes_literal(piece);
  }
  return bytes_literal(piece.substr(0, 1)) + " * " + std::to_string(piece.size());
}

// Line by line, cut where a span begins or ends; where one begins, its name stands beside it.
std::string bytes_expression(const model::Bytes& bytes, const std::string& indent) {
  std::set<std::size_t> edges{bytes.data.size()};
  for (const model::Span& span : bytes.spans) {
    edges.insert(std::min(span.offset, bytes.data.size()));
    edges.insert(std::min(span.offset + span.length, bytes.data.size()));
  }
  std::string text = "b\"\".join([\n";
  for (std::size_t begin = 0; begin < bytes.data.size();) {
    const std::size_t end = piece_end(bytes.data, begin, *edges.upper_bound(begin));
    std::string names;
    for (const model::Span& span : bytes.spans) {
      if (span.offset == begin) names += (names.empty() ? ": " : ", ") + one_line(span.name);
    }
    text += fmt::format("{}    {},  # {}{}\n", indent,
                        piece_literal(std::string_view(bytes.data).substr(begin, end - begin)),
                        begin, names);
    begin = end;
  }
  return text + indent + "])";
}

std::string spans_literal(const model::Bytes& bytes) {
  std::string text = "[";
  for (const model::Span& span : bytes.spans) {
    text += fmt::format("{}({}, {}, {})", text.size() > 1 ? ", " : "", text_literal(span.name),
                        span.offset, span.length);
  }
  return text + "]";
}

std::string literal(const OrderedJson& json) {
  if (json.is_null()) return "None";
  if (json.is_boolean()) return json.get<bool>() ? "True" : "False";
  if (json.is_string()) return text_literal(json.get<std::string>());
  if (!json.is_structured()) return json.dump();
  // Bytes of any kind, as the record has them.
  if (json.is_object() && json.size() == 1 && json.contains("text"))
    return bytes_literal(json["text"].get<std::string>());
  if (json.is_object() && json.size() == 1 && json.contains("hex"))
    return "bytes.fromhex(" + text_literal(json["hex"].get<std::string>()) + ")";
  std::string text = json.is_object() ? "{" : "[";
  for (const auto& [name, value] : json.items()) {
    if (text.size() > 1) text += ", ";
    if (json.is_object()) text += text_literal(name) + ": ";
    text += literal(value);
  }
  return text + (json.is_object() ? "}" : "]");
}

std::string steps_literal(const std::vector<Step>& steps, const std::string& indent);

std::string step_literal(const Step& step, const std::string& indent) {
  const std::string inner = indent + "    ";
  OrderedJson json = model::step_to_json(step);
  const std::string name = json["step"];
  json.erase("step");
  if (const auto* repeat = std::get_if<model::Repeat>(&step)) {
    return fmt::format("{}(\"repeat\", {{\"times\": {}, \"steps\": {}}})", indent, repeat->times,
                       steps_literal(repeat->steps, inner));
  }
  const auto* send = std::get_if<model::Send>(&step);
  if (send == nullptr) return fmt::format("{}(\"{}\", {})", indent, name, literal(json));
  json.erase("bytes");
  std::string text = fmt::format("{}(\"{}\", {{\n", indent, name);
  for (const auto& [field, value] : json.items()) {
    text += fmt::format("{}\"{}\": {},\n", inner, field, literal(value));
  }
  text += fmt::format("{}\"bytes\": {},\n", inner, bytes_expression(send->bytes, inner));
  if (!send->bytes.spans.empty()) {
    text += fmt::format("{}\"spans\": {},\n", inner, spans_literal(send->bytes));
  }
  return text + indent + "})";
}

std::string steps_literal(const std::vector<Step>& steps, const std::string& indent) {
  if (steps.empty()) return "[]";
  std::string text = "[\n";
  for (const Step& step : steps) text += step_literal(step, indent + "    ") + ",\n";
  return text + indent + "]";
}

std::string runs_literal(const std::vector<model::Run>& runs) {
  std::string text = "[\n";
  for (const model::Run& run : runs) {
    text +=
        fmt::format("    ({}, {}),\n", text_literal(run.name), steps_literal(run.steps, "    "));
  }
  return text + "]";
}

template <typename... Kinds>
bool is_one_of(const Step& step) {
  return (std::holds_alternative<Kinds>(step) || ...);
}

// Why a plain program cannot do the step; empty when it can.
std::string_view hindrance(const Step& step) {
  if (is_one_of<model::FilterPackets, model::PassPackets, model::MakeRoute, model::Resolve,
                model::SetSysctl, model::SetMtu, model::SendIcmp, model::Vanish,
                model::ShapeTraffic>(step)) {
    return "it acts on packets, routes or names, in a network namespace of its own";
  }
  if (is_one_of<model::ProxyFault>(step)) return "it needs the proxy between client and server";
  if (is_one_of<model::Inject, model::Storm>(step)) {
    return "it makes system calls inside the program fail, from a library that is loaded into it";
  }
  if (is_one_of<model::Destroy>(step)) return "it has the kernel destroy a socket";
  if (const auto* expect = std::get_if<model::Expect>(&step)) {
    const model::Expectation& expectation = expect->expectation;
    const bool data_alone = expectation.kind >= model::ExpectationKind::bytes ||
                            !(expectation.program == model::ProgramMatch{});
    if (data_alone) return "it expects frames or patterns, which the script has no reader for";
  }
  return {};
}

void check_steps(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (const auto* repeat = std::get_if<model::Repeat>(&step)) check_steps(repeat->steps);
    const std::string_view reason = hindrance(step);
    if (reason.empty()) continue;
    throw ScriptImpossible("the step " + model::step_to_json(step)["step"].get<std::string>() +
                           " is beyond a plain script, for " + std::string(reason) +
                           "; `wiretrial replay` without --script does it");
  }
}

void check(const Plan& plan) {
  if (plan.role == Role::pair) {
    throw ScriptImpossible(
        "a trial of a pair needs the proxy between client and server; `wiretrial replay` without "
        "--script does it");
  }
  if (plan.runs.empty()) throw ScriptImpossible("it has no steps");
  for (const model::Run& run : plan.runs) check_steps(run.steps);
}

// Quotes and backslashes would end, or change, the text that the script begins with.
std::string documented(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  std::replace(text.begin(), text.end(), '"', '\'');
  return one_line(text);
}

std::string about(const ScriptSource& source) {
  const Plan& plan = source.plan;
  std::string text = "    " + documented(plan.title) + "\n    " + documented(plan.requirement) +
                     " (" + std::string(name_of(plan.level)) +
                     "): " + documented(source.requirement.text);
  if (source.verdict != nullptr && !source.verdict->expected.empty()) {
    text += "\n    expected: " + documented(source.verdict->expected) +
            "\n    came:     " + documented(source.verdict->actual);
  }
  return text;
}

std::string recorded_text(const ScriptSource& source) {
  if (source.verdict == nullptr) return "";
  const model::Verdict& verdict = *source.verdict;
  return std::string(name_of(verdict.outcome)) +
         (verdict.cause == model::Cause::none ? ""
                                              : " (" + std::string(name_of(verdict.cause)) + ")") +
         (verdict.actual.empty() ? "" : ": " + verdict.actual);
}

Values values_of(const ScriptSource& source) {
  const Plan& plan = source.plan;
  const bool of_server = plan.role == Role::server;
  const auto& subject = source.subject;
  const auto& command = of_server ? subject.server->command : subject.client->command;
  return {
      {"subject", documented(plan.subject)},
      {"about", about(source)},
      {"other_usage",
       of_server ? "    python3 SCRIPT --address HOST:PORT    a server that runs already\n" : ""},
      {"trial", text_literal(plan.trial)},
      {"role", text_literal(std::string(name_of(plan.role)))},
      {"level", text_literal(std::string(name_of(plan.level)))},
      {"command", literal(OrderedJson(command))},
      {"directory", text_literal(of_server ? subject.server->working_directory
                                           : subject.client->working_directory)},
      {"address", text_literal(of_server ? subject.server->address : "")},
      {"host", text_literal(plan.settings.host)},
      {"settings", literal(OrderedJson(plan.settings.values))},
      {"limits_awaited", literal(OrderedJson(plan.limits_awaited))},
      {"fresh", plan.fresh ? "True" : "False"},
      {"compare", text_literal(std::string(name_of(plan.compare)))},
      {"success_pattern", text_literal(plan.success_pattern)},
      {"failure_pattern", text_literal(plan.failure_pattern)},
      {"opaque_as", text_literal(plan.opaque_as)},
      {"recorded", text_literal(recorded_text(source))},
      {"runs", runs_literal(plan.runs)},
      {"control", steps_literal(plan.control, "")},
      {"reading", fill("replay_reading.py", {})},
      {"wire", fill("replay_wire.py", {})},
      {"steps", fill("replay_steps.py", {})},
      {"judging", fill("replay_judging.py", {})},
  };
}

}  // namespace

std::string render_script(const ScriptSource& source) {
  check(source.plan);
  return fill("replay.py", values_of(source));
}

}  // namespace wiretrial::reports
