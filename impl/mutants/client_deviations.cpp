#include <algorithm>
#include <vector>

#include "impl/mutants/client_tables.hpp"

namespace wiretrial::mutants {

std::span<const Deviation> client_deviations() {
  static const std::vector<Deviation> all = [] {
    std::vector<Deviation> result;
    for (const auto part :
         {client_message_mutants(), client_process_mutants(), client_variants()}) {
      result.insert(result.end(), part.begin(), part.end());
    }
    const auto shared = client_names_of_servers();
    for (const Deviation& deviation : server_deviations()) {
      const bool both = std::find(shared.begin(), shared.end(), deviation.name) != shared.end();
      if (both) result.push_back(deviation);
    }
    return result;
  }();
  return all;
}

}  // namespace wiretrial::mutants
