#include "harness/judge/comparison.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "harness/judge/canonical.hpp"
#include "harness/judge/client_expectations.hpp"
#include "harness/judge/judged_part.hpp"
#include "harness/judge/match.hpp"
#include "harness/judge/pattern.hpp"
#include "harness/model/bytes.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::judge {

using model::Cause;
using model::EventKind;
using model::Evidence;
using model::Plan;

namespace {

// JSON that is nested deeper is compared as it came; writing it anew would need a stack for each
// level.
constexpr std::ptrdiff_t most_brackets = 1000;
// Of a long value so much is shown before the first byte that differs, and so much in all.
constexpr std::size_t shown_before = 20;
constexpr std::size_t shown_output_bytes = 80;

// Spacing, escapes and the order of members are free, and so are members that the protocol does not
// know.
std::string meaning_of_json(const std::string& text) {
  const auto brackets =
      std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; });
  if (brackets > most_brackets) return text;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return text;
  const auto result = json.is_object() ? json.find("result") : json.end();
  const bool has_result = json.is_object() && result != json.end();
  return (has_result
              ? "result " + result->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              : json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void add_message(const std::string& connection, std::string_view stream, RunOutcome& outcome) {
  const auto read = protocol::read_strictly(stream);
  if (read.state != protocol::ReadState::complete) {
    outcome["the bytes on " + connection] = stream;
    return;
  }
  const bool json = read.message.content_type == "text/json";
  outcome["the content of the answer on " + connection] =
      json ? meaning_of_json(read.json_text) : read.message.content;
  outcome["the content-type of the answer on " + connection] = read.message.content_type;
  outcome["the content-encoding of the answer on " + connection] = read.message.content_encoding;
  if (stream.size() > read.message.size) {
    outcome["the bytes behind the answer on " + connection] = stream.substr(read.message.size);
  }
}

RunOutcome outcome_of_server(const Evidence& evidence) {
  RunOutcome outcome;
  std::map<std::string, std::string> received;
  const std::vector<bool> judged = judged_part(evidence);
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    const model::Event& event = evidence.events[i];
    if (event.kind == EventKind::control_begin) break;
    if (!judged[i]) continue;
    switch (event.kind) {
      case EventKind::received:
        received[event.connection] += event.data;
        break;
      case EventKind::fin_received:
      case EventKind::rst_received:
        outcome["the end of " + event.connection] = "ended";
        break;
      case EventKind::deadline:
        outcome[event.connection.empty() ? "the process" : "the end of " + event.connection] =
            "still there at the deadline";
        break;
      case EventKind::exited:
      case EventKind::signalled:
        outcome["the process"] = (event.kind == EventKind::exited ? "exited " : "signal ") +
                                 std::to_string(event.number);
        break;
      default:
        break;
    }
  }
  for (const auto& [connection, stream] : received) add_message(connection, stream, outcome);
  return outcome;
}

// What the client is to show: by the expectation, else by the responses that it was sent.
model::Match match_of(const RunView& view) {
  for (auto moment = view.moments.rbegin(); moment != view.moments.rend(); ++moment) {
    if (moment->expectation->match.kind == model::MatchKind::shows) {
      return moment->expectation->match;
    }
  }
  model::Match match;
  for (const auto& [name, connection] : view.connections) {
    const auto read = protocol::read_strictly(connection.sent);
    if (read.state != protocol::ReadState::complete) continue;
    match.kind = model::MatchKind::shows;
    match.texts.push_back(text_to_show(read));
  }
  return match;
}

RunOutcome outcome_of_client(const Plan& plan, const RunView& view) {
  const ProcessView& process = view.process;
  if (!process.ended) return {{"the client", "still running"}};
  const bool by_patterns = !plan.success_pattern.empty() || !plan.failure_pattern.empty();
  const Claim claim = claim_of(plan, process);
  RunOutcome outcome;
  outcome["the client"] = claim == Claim::success   ? "success"
                          : claim == Claim::failure ? "failure"
                                                    : "neither success nor failure";
  if (!by_patterns || process.by_signal) outcome["the end of the client"] = process.words();
  if (claim != Claim::success) return outcome;
  std::optional<std::string> captured;
  if (!plan.success_pattern.empty()) {
    captured = Pattern(plan.success_pattern).captured(process.output, "result");
  }
  outcome["the result"] = captured                                                ? *captured
                          : shows(match_of(view), process.output, plan.opaque_as) ? "shown"
                                                                                  : "not shown";
  return outcome;
}

std::string said_by(const ProcessView& process) {
  return std::string(process.output) + std::string(process.error);
}

Finding compare_messages(const Evidence& one, const RunView& view_of_one, const Evidence& other,
                         const RunView& view_of_other) {
  const std::string message = said_by(view_of_one.process);
  const std::string other_message = said_by(view_of_other.process);
  if (normalised_message(message) != normalised_message(other_message)) return {};
  std::string actual = "both: " + model::printable(message);
  if (message != other_message) {
    actual =
        one.run + ": " + model::printable(message) + ", " + other.run + ": " +
        model::printable(other_message) +
        "; they differ only in what another run changes as well, such as numbers and addresses";
  }
  return {Cause::wrong_message, "different messages for " + one.run + " and " + other.run,
          std::move(actual), ""};
}

Finding compare_outcomes(const Plan& plan, const Evidence& one, const RunView& view_of_one,
                         const Evidence& other, const RunView& view_of_other) {
  std::string differs = difference(outcome_of(plan, one, view_of_one), one.run,
                                   outcome_of(plan, other, view_of_other), other.run);
  if (differs.empty()) return {};
  return {Cause::inconsistent, "the same outcome in " + one.run + " and " + other.run,
          std::move(differs), ""};
}

}  // namespace

RunOutcome outcome_of(const Plan& plan, const Evidence& evidence, const RunView& view) {
  return plan.role == model::Role::server ? outcome_of_server(evidence)
                                          : outcome_of_client(plan, view);
}

std::string difference(const RunOutcome& one, const std::string& name_of_one,
                       const RunOutcome& other, const std::string& name_of_other) {
  const auto value_in = [](const RunOutcome& outcome, const std::string& thing) {
    const auto found = outcome.find(thing);
    return found == outcome.end() ? std::nullopt : std::optional(found->second);
  };
  RunOutcome all = one;
  all.insert(other.begin(), other.end());
  for (const auto& [thing, ignored] : all) {
    const auto left = value_in(one, thing);
    const auto right = value_in(other, thing);
    if (left == right) continue;
    std::size_t begin = 0;
    if (left && right) {
      const auto [at, end] =
          std::mismatch(left->begin(), left->end(), right->begin(), right->end());
      const auto same = static_cast<std::size_t>(at - left->begin());
      if (std::max(left->size(), right->size()) > shown_output_bytes) {
        begin = same - std::min(same, shown_before);
      }
    }
    const auto words = [begin](const std::optional<std::string>& value) {
      return value
                 ? model::printable(std::string_view(*value).substr(std::min(begin, value->size())),
                                    shown_output_bytes)
                 : "none";
    };
    return thing + (begin > 0 ? ", from byte " + std::to_string(begin) + " on" : "") + ": " +
           words(left) + " in " + name_of_one + ", " + words(right) + " in " + name_of_other;
  }
  return "";
}

Finding compare_runs(const Plan& plan, std::span<const Evidence> evidence,
                     const std::vector<RunView>& views) {
  if (plan.compare == model::Compare::none) return {};
  for (std::size_t right = 1; right < views.size(); ++right) {
    for (std::size_t left = 0; left < right; ++left) {
      Finding finding =
          plan.compare == model::Compare::same_outcome
              ? compare_outcomes(plan, evidence[left], views[left], evidence[right], views[right])
              : compare_messages(evidence[left], views[left], evidence[right], views[right]);
      if (!finding.any()) continue;
      finding.place = "run " + std::to_string(right + 1) + ", event 1";
      return finding;
    }
  }
  return {};
}

}  // namespace wiretrial::judge
