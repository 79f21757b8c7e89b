// The names of trials, and patterns that fit them: selectors and baselines name trials so.
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::model {

struct TrialName {
  std::string scenario;
  std::string place;    // of a member of a sweep, else empty
  std::string subject;  // in a pair "client+server"; empty when no subject is known

  // scenario[#place]@subject
  [[nodiscard]] std::string text() const;
  // The same without the subject.
  [[nodiscard]] std::string without_subject() const;

  bool operator==(const TrialName&) const = default;
};

// Whether the whole text fits the glob, in which `*` stands for any characters, `/` included.
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

// Whether the pattern, an id of a scenario, the name of a trial (its subject may be left out) or a
// glob, fits the trial.
[[nodiscard]] bool fits(std::string_view pattern, const TrialName& name);

}  // namespace wiretrial::model
