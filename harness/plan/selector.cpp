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

}  // namespace

Selector::Selector(std::string written) : text(std::move(written)) {
  const std::size_t length = key_length(text);
  key = text.substr(0, length);
  value = length == 0 ? text : text.substr(length + 1);
}

bool Selector::matches(const Names& names) const {
  if (key == "requirement") return model::matches_glob(value, names.requirement);
  if (key == "level") return model::matches_glob(value, model::name_of(names.level));
  if (key == "role") return model::matches_glob(value, model::name_of(names.role));
  return key.empty() && model::fits(value, names.trial);
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

bool may_fit(const std::vector<Selector>& selectors, const model::Scenario& scenario,
             model::Level level) {
  const Names names{{scenario.id, "", ""}, scenario.requirement, level, scenario.role};
  const auto may = [&](const Selector& selector) {
    if (!selector.key.empty()) return selector.matches(names);
    // A trial's name begins with the id; a place or a subject may follow.
    const std::size_t end = selector.value.find_first_of("*#@");
    const std::string id = selector.value.substr(0, end);
    const bool open = end != std::string::npos && selector.value[end] == '*';
    return open ? scenario.id.starts_with(id) : scenario.id == id;
  };
  return selectors.empty() || std::any_of(selectors.begin(), selectors.end(), may);
}

std::vector<Selector> parse_selectors(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace wiretrial::plan
