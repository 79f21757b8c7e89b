#include "harness/exec/means.hpp"

#include "harness/exec/means_system_calls.hpp"
#include "harness/exec/tracer.hpp"

namespace wiretrial::exec {

namespace {

// Why the means is not there; empty when it is.
std::string missing(model::Means means, const std::string& own_program) {
  switch (means) {
    case model::Means::preload:
      return missing_preload(own_program);
    case model::Means::tracer:
      return missing_tracer();
    case model::Means::socket_destroy:
      return missing_socket_destroy();
    default:
      return "this version of wiretrial has no step that uses it";
  }
}

}  // namespace

model::MissingMeans probe_means(const std::set<model::Means>& wanted,
                                const std::string& own_program) {
  model::MissingMeans found;
  for (const model::Means means : wanted) {
    const std::string reason = missing(means, own_program);
    if (!reason.empty()) found[means] = reason;
  }
  return found;
}

}  // namespace wiretrial::exec
