#include "reports/template.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

std::string_view text_of(std::string_view name) {
  for (const Template& candidate : templates()) {
    if (candidate.name == name) return candidate.text;
  }
  throw std::logic_error("no template " + std::string(name));
}

const std::string& value_of(const Values& values, std::string_view name) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [name](const auto& value) { return value.first == name; });
  if (found == values.end()) throw std::logic_error("no value for {{" + std::string(name) + "}}");
  return found->second;
}

std::string_view entity_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string fill(std::string_view template_name, const Values& values) {
  return fill_text(text_of(template_name), values);
}

std::string fill_text(std::string_view text, const Values& values) {
  std::string_view rest = text;
  std::string result;
  for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const auto close = rest.find("}}", open);
    result += rest.substr(0, open);
    result += value_of(values, rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 2);
  }
  return result + std::string(rest);
}

std::string html_text(std::string_view text) {
  std::string result;
  for (const char character : many_lines(text)) {
    const std::string_view entity = entity_of(character);
    if (entity.empty()) {
      result += character;
    } else {
      result += entity;
    }
  }
  return result;
}

std::string uri_text(std::string_view text, std::string_view kept) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = byte < 0x80 && std::isalnum(byte) != 0;
    if (plain || kept.find(character) != std::string_view::npos) {
      result += character;
    } else {
      result += {'%', digits[byte / 16], digits[byte % 16]};
    }
  }
  return result;
}

std::string html_clause(std::string_view text) {
  std::string result;
  bool in_code = false;
  for (auto tick = text.find('`'); tick != std::string_view::npos; tick = text.find('`')) {
    // A lone backtick at the end opens nothing.
    if (!in_code && text.find('`', tick + 1) == std::string_view::npos) break;
    result += html_text(text.substr(0, tick)) + (in_code ? "</code>" : "<code>");
    in_code = !in_code;
    text.remove_prefix(tick + 1);
  }
  return result + html_text(text);
}

}  // namespace wiretrial::reports
