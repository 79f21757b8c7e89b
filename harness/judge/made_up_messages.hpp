// For tests only: messages as bytes, and expectations about them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/model/expectation.hpp"
#include "harness/protocol/builder.hpp"

namespace wiretrial::judge::made_up {

inline const std::string rabbit = "Follow the white rabbit. \xF0\x9F\x90\xB0";

inline std::string bytes_of(const protocol::MessageSpec& spec) {
  return protocol::build_message(spec).data;
}

inline protocol::MessageSpec json_spec(const std::string& text) {
  protocol::MessageSpec spec;
  spec.content = text;
  return spec;
}
inline protocol::MessageSpec opaque_spec(const std::string& content, const std::string& type) {
  protocol::MessageSpec spec;
  spec.json = false;
  spec.content = content;
  spec.opaque_type = type;
  return spec;
}

inline std::string json_message(const std::string& text) {
  return bytes_of(json_spec(text));
}
inline std::string search_for(const std::string& value) {
  return json_message(R"({"action": "search", "value": ")" + value + "\"}");
}
inline std::string result_message(const std::string& result) {
  return json_message(R"({"result": ")" + result + "\"}");
}
inline std::string opaque_request(const std::string& content) {
  return bytes_of(opaque_spec(content, protocol::client_opaque_type));
}
inline std::string opaque_response(const std::string& content) {
  return bytes_of(opaque_spec(content, protocol::server_opaque_type));
}
inline std::string first_ten(const std::string& content) {
  return opaque_response("First 10 bytes of request: " + content.substr(0, 10));
}

// A message with opaque content `abc` in whose header one member has another value (a JSON text).
inline std::string with_member(const std::string& name, const std::string& value) {
  auto spec = opaque_spec("abc", protocol::client_opaque_type);
  spec.values = {{name, value}};
  return bytes_of(spec);
}
// A message with opaque content `abc` and another text as its header.
inline std::string with_header(const std::string& text) {
  auto spec = opaque_spec("abc", protocol::client_opaque_type);
  spec.header_text = text;
  return bytes_of(spec);
}
inline std::string header_text(const std::string& more = "") {
  return R"({"byteorder":"little","content-type":"x","content-encoding":"binary","content-length":3)" +
         more + "}";
}

inline model::Match any_of(model::MatchKind kind, std::vector<std::string> texts) {
  model::Match match;
  match.kind = kind;
  match.texts = std::move(texts);
  return match;
}
inline model::Match result(const std::string& text) {
  return any_of(model::MatchKind::result_equals, {text});
}
inline model::Match opaque(const std::string& bytes) {
  return any_of(model::MatchKind::opaque_equals, {bytes});
}
inline model::Match shown(const std::string& text) {
  return any_of(model::MatchKind::shows, {text});
}

inline model::Expectation expecting(model::ExpectationKind kind, model::Match match = {}) {
  model::Expectation expectation;
  expectation.kind = kind;
  expectation.match = std::move(match);
  return expectation;
}
inline model::Expectation response(model::Match match) {
  return expecting(model::ExpectationKind::response, std::move(match));
}
inline model::Expectation success(model::Match match) {
  return expecting(model::ExpectationKind::success, std::move(match));
}
inline model::Expectation about(model::ExpectationKind kind, std::vector<std::string> references,
                                std::size_t bytes = 0) {
  model::Expectation expectation = expecting(kind);
  expectation.references = std::move(references);
  expectation.bytes = bytes;
  return expectation;
}

// One attempt of CON-11: snapshots "0", "1" and "2", around a short message and around one that is
// eight times as long.
inline model::Expectation proportional(std::vector<std::string> references = {"0", "1", "1", "2"}) {
  model::Expectation expectation =
      about(model::ExpectationKind::processor_time_proportional, std::move(references));
  expectation.times = 8;
  return expectation;
}

}  // namespace wiretrial::judge::made_up
