#include "harness/hunt/suspicion.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/protocol/reader.hpp"

namespace wiretrial::hunt {

using model::Closing;
using model::Ending;
using model::Reaction;
using protocol::ReadState;
using Json = nlohmann::json;

namespace {

constexpr int named_functions = 3;
constexpr std::size_t shape_bytes = 24;

bool is_right_result(const std::string& json_text, const Expected& expected) {
  const Json json = Json::parse(json_text, nullptr, false);
  if (!json.is_object() || !json.contains("result") || !json["result"].is_string()) return false;
  const std::string result = json["result"].get<std::string>();
  const AcceptedResult right = accepted_result(expected);
  if (right.begins) return result.starts_with(right.texts.front());
  return std::find(right.texts.begin(), right.texts.end(), result) != right.texts.end();
}

std::string_view deviation_of_answer(const Expected& expected, const std::string& answer) {
  const protocol::ReadResult read = protocol::read_strictly(answer);
  if (read.state == ReadState::malformed) return "malformed_answer";
  if (read.state == ReadState::incomplete) return "no_answer";
  if (read.message.size != answer.size()) return "malformed_answer";
  if (!expected.latitude.empty()) return "";
  if (read.message.content_type != expected.content_type) return "wrong_answer";
  const bool right = expected.content_type == "text/json"
                         ? is_right_result(read.json_text, expected)
                         : read.message.content == expected.content;
  return right ? "" : "wrong_answer";
}

std::string_view frame_function(std::string_view line) {
  const auto in = line.find(" in ");
  if (in == std::string_view::npos) return {};
  const std::string_view rest = line.substr(in + 4);
  return rest.substr(0, rest.find_first_of(" (+"));
}

}  // namespace

std::string_view deviation(const Case& one, const Reaction& reaction) {
  if (one.exchange.ending == Ending::reset) return "";
  if (reaction.close == Closing::refused) return "refused";
  if (reaction.close == Closing::open) return reaction.busy ? "spin" : "hang";
  const bool accepted = one.expected.kind == Expected::Kind::accepted;
  const bool free = !one.expected.latitude.empty();
  if (reaction.answer.empty()) return accepted && !free ? "no_answer" : "";
  if (!accepted && !free) return "not_rejected";
  return deviation_of_answer(one.expected, reaction.answer);
}

bool alike(const Reaction& left, const Reaction& right) {
  if ((left.close == Closing::open) != (right.close == Closing::open)) return false;
  if ((left.close == Closing::refused) != (right.close == Closing::refused)) return false;
  if (left.answer == right.answer) return true;
  const Reaction& shorter = left.answer.size() < right.answer.size() ? left : right;
  const Reaction& longer = &shorter == &left ? right : left;
  return shorter.close == Closing::rst && longer.answer.starts_with(shorter.answer);
}

AcceptedResult accepted_result(const Expected& expected) {
  const auto result = Json::parse(expected.content).at("result").get<std::string>();
  for (const std::string_view before : {"No match for '", "Error: invalid action '"}) {
    if (!result.starts_with(before) || !result.ends_with("'.")) continue;
    std::string twin = result;
    twin[before.size() - 1] = '"';
    twin[twin.size() - 2] = '"';
    return {{result, twin}, false};
  }
  if (result.starts_with("Error: ")) return {{"Error: invalid action"}, true};
  return {{result}, false};
}

std::string response_signature(const Case& one, const Reaction& reaction,
                               std::string_view deviation) {
  std::string text = one.expected.clause + "|" + std::string(model::name_of(reaction.close)) + "|" +
                     std::string(deviation) + "|";
  for (const std::string& state : one.expected.states) text += state + ",";
  if (reaction.answer.empty()) return text;
  const protocol::ReadResult read = protocol::read_strictly(reaction.answer);
  if (read.state != ReadState::complete) {
    return text + (read.state == ReadState::malformed ? read.error.clause : "none");
  }
  return text + read.message.content_type + "|" + read.message.content.substr(0, shape_bytes);
}

std::string sanitizer_signature(std::string_view error_tail) {
  std::size_t at = error_tail.find("Sanitizer: ");
  if (at == std::string_view::npos) {
    at = error_tail.find("runtime error: ");
    if (at == std::string_view::npos) return "";
  }
  std::string_view rest = error_tail.substr(at);
  const std::string_view first = rest.substr(0, rest.find('\n'));
  const std::string_view what = first.substr(first.find(": ") + 2);
  std::string signature(what.substr(0, what.find(" on ")));
  for (int named = 0; named < named_functions;) {
    const auto line_end = rest.find('\n');
    if (line_end == std::string_view::npos) break;
    rest.remove_prefix(line_end + 1);
    const std::string_view function = frame_function(rest.substr(0, rest.find('\n')));
    if (function.empty()) continue;
    signature += (named++ == 0 ? " in " : " < ") + std::string(function);
  }
  return signature;
}

}  // namespace wiretrial::hunt
