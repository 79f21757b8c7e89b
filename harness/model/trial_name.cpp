#include "harness/model/trial_name.hpp"

namespace wiretrial::model {

std::string TrialName::text() const {
  return without_subject() + "@" + subject;
}

std::string TrialName::without_subject() const {
  return place.empty() ? scenario : scenario + "#" + place;
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

bool fits(std::string_view pattern, const TrialName& name) {
  return matches_glob(pattern, name.scenario) || matches_glob(pattern, name.text()) ||
         matches_glob(pattern, name.without_subject()) ||
         matches_glob(pattern, name.scenario + "@" + name.subject);
}

}  // namespace wiretrial::model
