#include "harness/plan/selector.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace wiretrial::plan {

namespace {

// A selector's key: letters before a colon. Ids have no colon.
std::size_t key_length(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  const bool word =
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                  [](char character) { return character >= 'a' && character <= 'z'; });
  return word ? colon : 0;
}

std::string without_place(const std::string& scenario, const std::string& place) {
  return place.empty() ? scenario : scenario + "#" + place;
}

}  // namespace

std::string Names::trial() const {
  return without_place(scenario, place) + "@" + subject;
}

Selector::Selector(std::string written) : text(std::move(written)) {
  const std::size_t length = key_length(text);
  key = text.substr(0, length);
  value = length == 0 ? text : text.substr(length + 1);
}

bool Selector::matches(const Names& names) const {
  if (key == "requirement") return matches_glob(value, names.requirement);
  if (key == "level") return matches_glob(value, model::name_of(names.level));
  if (key == "role") return matches_glob(value, model::name_of(names.role));
  if (!key.empty()) return false;
  return matches_glob(value, names.scenario) || matches_glob(value, names.trial()) ||
         matches_glob(value, without_place(names.scenario, names.place)) ||
         matches_glob(value, names.scenario + "@" + names.subject);
}

bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t at = 0;
  std::size_t in_glob = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  while (at < text.size()) {
    if (in_glob < glob.size() && glob[in_glob] == '*') {
      star = in_glob++;
      after_star = at;
    } else if (in_glob < glob.size() && glob[in_glob] == text[at]) {
      ++in_glob;
      ++at;
    } else if (star != std::string_view::npos) {
      // The last star takes one character more.
      in_glob = star + 1;
      at = ++after_star;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', in_glob) == std::string_view::npos;
}

bool selected(const std::vector<Selector>& selectors, const Names& names) {
  std::map<std::string, bool> matched;
  for (const Selector& selector : selectors) {
    bool& any = matched[selector.key];
    any = any || selector.matches(names);
  }
  return std::all_of(matched.begin(), matched.end(),
                     [](const auto& entry) { return entry.second; });
}

std::vector<Selector> parse_selectors(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace wiretrial::plan
