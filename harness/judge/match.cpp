#include "harness/judge/match.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/model/bytes.hpp"

namespace wiretrial::judge {

using model::Match;
using model::MatchKind;
using nlohmann::json;

namespace {

std::string one_of(const std::vector<std::string>& texts) {
  std::string words;
  for (const std::string& text : texts)
    words += (words.empty() ? "" : " or ") + model::printable(text, 60);
  return words;
}

std::string header_mismatch(const Match& match, const protocol::Message& message) {
  if (!match.content_type.empty() && message.content_type != match.content_type) {
    return "content-type is " + model::printable(message.content_type) + ", not " +
           match.content_type;
  }
  if (!match.content_encoding.empty() && message.content_encoding != match.content_encoding) {
    return "content-encoding is " + model::printable(message.content_encoding) + ", not " +
           match.content_encoding;
  }
  return "";
}

bool is_json(const protocol::Message& message) {
  return message.content_type == "text/json";
}

std::string result_mismatch(const Match& match, const std::string& text) {
  const json content = json::parse(text, nullptr, false);
  if (!content.is_object()) return "the content is no JSON object: " + model::printable(text);
  const auto result = content.find("result");
  if (result == content.end()) return "there is no `result`: " + model::printable(text);
  if (!result->is_string()) return "`result` is no string: " + model::printable(text);
  const auto& value = result->get_ref<const std::string&>();
  const bool right =
      std::any_of(match.texts.begin(), match.texts.end(), [&](const std::string& wanted) {
        return match.kind == MatchKind::result_begins ? value.starts_with(wanted) : value == wanted;
      });
  return right ? "" : "the result is " + model::printable(value);
}

std::string json_mismatch(const Match& match, const std::string& text) {
  const json content = json::parse(text, nullptr, false);
  const bool right = std::any_of(
      match.texts.begin(), match.texts.end(),
      [&](const std::string& wanted) { return json::parse(wanted, nullptr, false) == content; });
  return right ? "" : "the content is " + model::printable(text);
}

}  // namespace

std::string describe(const Match& match) {
  switch (match.kind) {
    case MatchKind::anything:
      return "a well-formed message";
    case MatchKind::result_equals:
      return "the result " + one_of(match.texts);
    case MatchKind::result_begins:
      return "a result that begins with " + one_of(match.texts);
    case MatchKind::json_equals:
      return "JSON content equal to " + one_of(match.texts);
    case MatchKind::opaque_equals:
      return "the bytes " + one_of(match.texts);
    case MatchKind::shows:
      return "the output " + one_of(match.texts);
  }
  return "";
}

std::string mismatch(const Match& match, const protocol::ReadResult& read) {
  const std::string header = header_mismatch(match, read.message);
  if (!header.empty()) return header;
  switch (match.kind) {
    case MatchKind::result_equals:
    case MatchKind::result_begins:
      if (!is_json(read.message))
        return "content-type is " + read.message.content_type + ", not text/json";
      return result_mismatch(match, read.json_text);
    case MatchKind::json_equals:
      if (!is_json(read.message))
        return "content-type is " + read.message.content_type + ", not text/json";
      return json_mismatch(match, read.json_text);
    case MatchKind::opaque_equals: {
      if (is_json(read.message)) return "content-type is text/json, not opaque";
      const auto& texts = match.texts;
      const bool right = std::find(texts.begin(), texts.end(), read.message.content) != texts.end();
      return right ? "" : "the content is " + model::printable(read.message.content);
    }
    case MatchKind::anything:
    case MatchKind::shows:
      break;
  }
  return "";
}

bool shows(const Match& match, std::string_view output, const std::string& opaque_as) {
  if (match.kind == MatchKind::anything) return true;
  return std::any_of(match.texts.begin(), match.texts.end(), [&](const std::string& text) {
    if (output.find(text) != std::string_view::npos) return true;
    return opaque_as == "python-repr" && output.find(python_repr(text)) != std::string_view::npos;
  });
}

std::string text_to_show(const protocol::ReadResult& response) {
  if (!is_json(response.message)) return response.message.content;
  const json content = json::parse(response.json_text, nullptr, false);
  const auto result = content.is_object() ? content.find("result") : content.end();
  if (!content.is_object() || result == content.end()) return response.json_text;
  return result->is_string() ? result->get<std::string>() : result->dump();
}

std::string python_repr(std::string_view bytes) {
  const bool double_quotes =
      bytes.find('\'') != std::string_view::npos && bytes.find('"') == std::string_view::npos;
  std::string text;
  for (const char character : bytes) {
    const auto value = static_cast<unsigned char>(character);
    if (character == '\\' || (character == '\'' && !double_quotes)) {
      text += '\\';
      text += character;
    } else if (character == '\n') {
      text += "\\n";
    } else if (character == '\r') {
      text += "\\r";
    } else if (character == '\t') {
      text += "\\t";
    } else if (value < 0x20 || value >= 0x7f) {
      text += "\\x" + model::to_hex(std::string_view(&character, 1));
    } else {
      text += character;
    }
  }
  return text;
}

}  // namespace wiretrial::judge
