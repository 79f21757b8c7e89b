#include "impl/app/answer.hpp"

#include <array>
#include <utility>

#include "impl/app/content_types.hpp"
#include "impl/app/json_members.hpp"
#include "impl/wire/charset.hpp"
#include "impl/wire/json_text.hpp"

namespace wiretrial::impl {
namespace {

struct Entry {
  std::string_view value;
  std::string_view text;
};

constexpr std::array<Entry, 3> search_table = {{
    {"morpheus", "Follow the white rabbit. \U0001F430"},
    {"ring", "In the caves beneath the Misty Mountains. \U0001F48D"},
    {"\U0001F436", "\U0001F43E Playing ball! \U0001F3D0"},
}};

// How much of opaque content comes back (PROTOCOL.md APP-7).
constexpr std::size_t echoed_bytes = 10;

// A value may be as large as a message: its memory becomes the result's.
std::string search(JsonMember value) {
  if (value.kind != JsonMember::Kind::string) return "No match for a value that is no string.";
  for (const Entry& entry : search_table) {
    if (entry.value == value.text) return std::string(entry.text);
  }
  return std::move(value.text.insert(0, "No match for '").append("'."));
}

std::string result_of(const JsonMember& action, JsonMember value) {
  if (action.kind != JsonMember::Kind::string) {
    return "Error: invalid action, which must be a string.";
  }
  if (action.text != "search") return "Error: invalid action '" + action.text + "'.";
  return search(std::move(value));
}

Message json_answer(std::string_view result) {
  Message message;
  message.content_type = json_type;
  message.content_encoding = json_encoding;
  constexpr std::string_view begin = "{\"result\": ";
  // Room for all of it where nothing has to be escaped.
  message.content.reserve(begin.size() + result.size() + 3);
  message.content = begin;
  append_json_string(message.content, result);
  message.content += '}';
  return message;
}

Message opaque_answer(std::string_view content) {
  Message message;
  message.content_type = server_opaque_type;
  message.content_encoding = opaque_encoding;
  message.content = "First 10 bytes of request: ";
  message.content += content.substr(0, echoed_bytes);
  return message;
}

// The content is gone when its members are there.
Result<JsonMembers> read_request(Message request) {
  const auto text =
      decode_text(std::move(request.content), request.content_encoding, request.byteorder);
  if (const auto* error = std::get_if<WireError>(&text)) return *error;
  constexpr std::array<std::string_view, 2> names = {"action", "value"};
  return read_json_members(std::get<std::string>(text), names);
}

Result<Message> answer_json(Message request) {
  auto parsed = read_request(std::move(request));
  if (const auto* error = std::get_if<WireError>(&parsed)) return *error;
  auto& json = std::get<JsonMembers>(parsed);
  if (!json.is_object) return WireError{Clause::app_5, 0, "the request is no JSON object"};
  return json_answer(result_of(json.members[0], std::move(json.members[1])));
}

}  // namespace

Result<Message> answer_request(Message request) {
  if (request.content_type == json_type) return answer_json(std::move(request));
  return opaque_answer(request.content);
}

}  // namespace wiretrial::impl
