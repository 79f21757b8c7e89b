#include "impl/mutants/client_failure.hpp"

#include <unistd.h>

namespace wiretrial::mutants {
namespace {

using FailureKind = Failure::Kind;

FailureKind told_kind(FailureKind kind, const OutcomeRules& rules) {
  if (kind == FailureKind::unreachable && rules.unreachable_says_refused)
    return FailureKind::refused;
  if (kind == FailureKind::connect_timed_out && rules.timeouts_say_the_same) {
    return FailureKind::response_timed_out;
  }
  if (kind == FailureKind::unresolvable && rules.unresolvable_says_unreachable)
    return FailureKind::unreachable;
  const bool closed = kind == FailureKind::closed || kind == FailureKind::reset;
  if (closed && rules.closed_says_timed_out) return FailureKind::response_timed_out;
  return kind;
}

std::string words_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::refused:
      return "the connection was refused";
    case FailureKind::unreachable:
      return "there is no way to the server";
    case FailureKind::unresolvable:
      return "nobody knows the server's name";
    case FailureKind::connect_timed_out:
      return "the server does not answer the call";
    case FailureKind::response_timed_out:
      return "no whole response in time";
    case FailureKind::closed:
    case FailureKind::reset:
      return "the server closed before its response was there";
    case FailureKind::invalid:
      break;
  }
  return "what the server sent is no response";
}

}  // namespace

std::string message_of(const Failure& failure, const OutcomeRules& rules) {
  if (rules.messages_are_alike) return "something went wrong";
  return words_of(told_kind(failure.kind, rules));
}

int status_of(const Failure& failure, const OutcomeRules& rules) {
  constexpr int statuses = 200;
  if (rules.failure_status_varies) return 1 + getpid() % statuses;
  switch (failure.kind) {
    case FailureKind::refused:
      return rules.refused_is_0 ? 0 : rules.failure_status;
    case FailureKind::connect_timed_out:
    case FailureKind::response_timed_out:
      return rules.timed_out_is_0 ? 0 : rules.failure_status;
    case FailureKind::closed:
      return rules.closed_is_0 ? 0 : rules.failure_status;
    case FailureKind::reset:
      return rules.reset_is_0 ? 0 : rules.failure_status;
    case FailureKind::invalid:
      return rules.invalid_is_0 ? 0 : rules.failure_status;
    default:
      return rules.failure_status;
  }
}

}  // namespace wiretrial::mutants
