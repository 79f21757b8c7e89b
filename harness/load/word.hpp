// A word of an enumeration in a file (harness/model/names.hpp has the tables).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/load/place.hpp"
#include "harness/model/names.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

// The value of the word at the place; what is no text or no word of the enumeration is reported as
// an unknown `what`, with a near miss, and is `absent`.
template <typename Enumeration>
Enumeration word_of(const Place& place, Enumeration absent, const std::string& what = "word") {
  const std::optional<std::string> word = place.text();
  if (!word) return absent;
  if (const auto value = model::value_of<Enumeration>(*word)) return *value;
  std::vector<std::string> words;
  for (const auto& entry : model::Names<Enumeration>::table) words.emplace_back(entry.second);
  place.report("unknown " + what + " \"" + *word + "\"" + model::did_you_mean(*word, words));
  return absent;
}

// The same of a member, which may be absent.
template <typename Enumeration>
Enumeration word_at(const Place& place, std::string_view name, Enumeration absent,
                    const std::string& what = "word") {
  return place.has(name) ? word_of(place[name], absent, what) : absent;
}

}  // namespace wiretrial::load
