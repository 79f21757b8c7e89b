#include "harness/exec/means.hpp"

#include <algorithm>
#include <array>

#include "harness/exec/worker_process.hpp"

namespace wiretrial::exec {

namespace {

using model::Means;

void take_network(const std::set<Means>& wanted, const std::string& own_program,
                  model::MissingMeans& missing) {
  constexpr std::array<Means, 3> all{Means::namespaces, Means::packet_filter,
                                     Means::traffic_control};
  const auto is_wanted = [&wanted](Means means) { return wanted.contains(means); };
  if (std::none_of(all.begin(), all.end(), is_wanted)) return;
  const model::MissingMeans lacking = probe_network(own_program);
  for (const Means means : all) {
    missing.erase(means);
    const auto found = lacking.find(means);
    if (is_wanted(means) && found != lacking.end()) missing.insert(*found);
  }
}

}  // namespace

model::MissingMeans probe_means(const std::set<Means>& wanted, const std::string& own_program) {
  const std::string reason = "this version of wiretrial has no step that uses it";
  model::MissingMeans missing;
  for (const Means means : wanted) missing[means] = reason;
  take_network(wanted, own_program, missing);
  return missing;
}

}  // namespace wiretrial::exec
