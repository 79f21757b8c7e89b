// Selectors: which trials to run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/requirement.hpp"

namespace wiretrial::plan {

// What selectors look at.
struct Names {
  std::string scenario;
  std::string place;    // empty outside sweeps
  std::string subject;  // empty when no subject is known (`list`)
  std::string requirement;
  model::Level level = model::Level::must;
  model::Role role = model::Role::server;

  // scenario[#place]@subject
  [[nodiscard]] std::string trial() const;
};

// `requirement:HDR-7` has a key; an id or glob has none.
struct Selector {
  std::string text;   // as it was written
  std::string key;    // "requirement", "level", "role", or empty
  std::string value;  // may have `*`, which stands for any characters, `/` included

  explicit Selector(std::string text);
  [[nodiscard]] bool matches(const Names& names) const;
  // Whether it names members of sweeps one by one.
  [[nodiscard]] bool names_place() const {
    return key.empty() && value.find('#') != std::string::npos;
  }
};

// Whether the whole text fits the glob.
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

// Whether of each key that has selectors at least one matches; true when there are no selectors.
[[nodiscard]] bool selected(const std::vector<Selector>& selectors, const Names& names);

[[nodiscard]] std::vector<Selector> parse_selectors(const std::vector<std::string>& texts);

}  // namespace wiretrial::plan
