// Why there is no response (PROTOCOL.md CLI-3).
#pragma once

#include <string>

#include "impl/mutants/client_rules.hpp"

namespace wiretrial::mutants {

struct Failure {
  enum class Kind {
    refused,
    unreachable,
    unresolvable,
    connect_timed_out,
    response_timed_out,
    closed,
    reset,
    invalid,
  };
  Kind kind = Kind::unreachable;
  std::string detail;
};

// One line for people, without its end.
[[nodiscard]] std::string message_of(const Failure& failure, const OutcomeRules& rules);

// The exit status after the failure.
[[nodiscard]] int status_of(const Failure& failure, const OutcomeRules& rules);

}  // namespace wiretrial::mutants
