#include "impl/app/client_exchange.hpp"

#include <array>
#include <utility>

#include "impl/app/content_types.hpp"
#include "impl/app/json_members.hpp"
#include "impl/wire/charset.hpp"
#include "impl/wire/json_text.hpp"

namespace wiretrial::impl {

Message make_request(std::string_view action, std::string_view value) {
  Message request;
  if (action == "search") {
    request.content_type = json_type;
    request.content_encoding = json_encoding;
    request.content = "{\"action\": \"search\", \"value\": ";
    append_json_string(request.content, value);
    request.content += '}';
    return request;
  }
  request.content_type = client_opaque_type;
  request.content_encoding = opaque_encoding;
  request.content.reserve(action.size() + value.size());
  request.content += action;
  request.content += value;
  return request;
}

Result<std::string> shown_result(Message response) {
  if (response.content_type != json_type) return std::move(response.content);
  auto text =
      decode_text(std::move(response.content), response.content_encoding, response.byteorder);
  if (const auto* error = std::get_if<WireError>(&text)) return *error;
  constexpr std::array<std::string_view, 1> names = {"result"};
  auto parsed = read_json_members(std::get<std::string>(text), names);
  if (const auto* error = std::get_if<WireError>(&parsed)) return *error;
  auto& json = std::get<JsonMembers>(parsed);
  if (!json.is_object) return WireError{Clause::app_10, 0, "the response is no JSON object"};
  JsonMember& result = json.members[0];
  if (result.kind == JsonMember::Kind::absent) {
    return WireError{Clause::app_11, 0, "the response has no result"};
  }
  return std::move(result.text);
}

}  // namespace wiretrial::impl
