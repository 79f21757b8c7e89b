#include "impl/mutants/registry.hpp"

#include <algorithm>
#include <vector>

#include "impl/mutants/server_tables.hpp"

namespace wiretrial::mutants {

std::span<const Deviation> server_deviations() {
  static const std::vector<Deviation> all = [] {
    std::vector<Deviation> result;
    for (const auto part : {server_message_mutants(), server_content_mutants(),
                            server_text_mutants(), server_process_mutants(), server_variants()}) {
      result.insert(result.end(), part.begin(), part.end());
    }
    return result;
  }();
  return all;
}

std::optional<Rules> rules_of(std::span<const Deviation> deviations, std::string_view name) {
  Rules rules;
  if (name == "none") return rules;
  const auto found =
      std::find_if(deviations.begin(), deviations.end(),
                   [&](const Deviation& deviation) { return deviation.name == name; });
  if (found == deviations.end()) return std::nullopt;
  found->apply(rules);
  return rules;
}

}  // namespace wiretrial::mutants
