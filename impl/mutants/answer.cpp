#include "impl/mutants/answer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "impl/mutants/content.hpp"
#include "impl/mutants/message_writer.hpp"

namespace wiretrial::mutants {
namespace {

using Kind = JsonValue::Kind;

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> search_table{
    {{"morpheus", "Follow the white rabbit. \U0001F430"},
     {"ring", "In the caves beneath the Misty Mountains. \U0001F48D"},
     {"\U0001F436", "\U0001F43E Playing ball! \U0001F3D0"}}};

const JsonValue* member(const JsonValue& object, std::string_view name, const AnswerRules& rules) {
  const JsonValue* found = nullptr;
  for (const auto& [other, value] : object.members) {
    if (rules.is_name(other, name)) found = &value;
  }
  return found;
}

std::string search(const JsonValue& request, const AnswerRules& rules) {
  const JsonValue* value = member(request, "value", rules);
  if (value == nullptr || value->kind != Kind::string) return "No match for nothing.";
  for (const auto& [entry, text] : search_table) {
    if (rules.is_match(value->text, entry)) return std::string(text);
  }
  return "No match for '" + rules.shown_value(value->text) + "'.";
}

std::optional<std::string> result_of(const JsonValue& request, const AnswerRules& rules) {
  const JsonValue* action = member(request, "action", rules);
  const bool usable = action != nullptr && action->kind == Kind::string;
  if (!usable && rules.no_action_is_rejected) return std::nullopt;
  if (!usable && !rules.no_action_is_search) return "Error: invalid action, there is none.";
  if (!usable || rules.is_search(action->text)) return search(request, rules);
  return "Error: invalid action '" + rules.shown_action(action->text) + "'.";
}

bool passes_for_object(const JsonValue& json, const AnswerRules& rules) {
  if (json.kind == Kind::object || rules.other_json_is_no_action) return true;
  if (json.kind == Kind::null) return rules.null_is_empty_object;
  return json.kind == Kind::array && rules.arrays_are_objects;
}

// ASCII stays what it is in every unit of two bytes; answers in another encoding need no more.
std::string in_utf16(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    result += byte;
    result += '\0';
  }
  return result;
}

Message made(std::string_view type, std::string_view encoding, std::string content) {
  Message message;
  message.header.big_endian = is_big_endian_machine();
  message.header.content_type = type;
  message.header.content_encoding = encoding;
  message.content = std::move(content);
  return message;
}

Message json_answer(std::string_view result, const Rules& rules) {
  const AnswerRules& own = rules.server.answer;
  const std::string space(own.space);
  std::string text = "{" + space + rules.writing.quoted(own.result_member) + space + ":" + space +
                     rules.writing.quoted(result) + space + "}";
  text += own.text_behind_json;
  if (own.json_is_sent_in_utf16) text = in_utf16(text);
  return made(own.json_type, own.json_encoding, std::move(text));
}

}  // namespace

std::optional<Message> answer(const Message& request, const Rules& rules) {
  const AnswerRules& own = rules.server.answer;
  if (!own.always.empty()) return json_answer(own.always, rules);
  if (rules.content.is_json(request.header.content_type)) {
    const auto json = read_json_content(request, rules.content);
    if (!json || !passes_for_object(*json, own)) return std::nullopt;
    const auto result = result_of(*json, own);
    if (!result) return std::nullopt;
    return json_answer(*result, rules);
  }
  const auto content = read_opaque_content(request, rules.content);
  if (!content) return std::nullopt;
  return made(own.opaque_type, own.opaque_encoding, own.opaque(*content));
}

bool is_forgotten(const Message& request, const Rules& rules) {
  if (!rules.server.answer.empty_values_are_ignored) return false;
  if (!rules.content.is_json(request.header.content_type)) return request.content.empty();
  constexpr std::array<std::string_view, 6> nothing{"{}", "[]", "\"\"", "0", "null", "false"};
  return std::find(nothing.begin(), nothing.end(), request.content) != nothing.end();
}

}  // namespace wiretrial::mutants
