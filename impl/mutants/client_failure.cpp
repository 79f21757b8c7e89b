#include "impl/mutants/client_failure.hpp"

#include <unistd.h>

namespace wiretrial::mutants {
namespace {

using Kind = Failure::Kind;

Kind told_kind(Kind kind, const OutcomeRules& rules) {
  if (kind == Kind::unreachable && rules.unreachable_says_refused) return Kind::refused;
  if (kind == Kind::connect_timed_out && rules.timeouts_say_the_same) {
    return Kind::response_timed_out;
  }
  if (kind == Kind::unresolvable && rules.unresolvable_says_unreachable) return Kind::unreachable;
  const bool closed = kind == Kind::closed || kind == Kind::reset;
  if (closed && rules.closed_says_timed_out) return Kind::response_timed_out;
  return kind;
}

std::string words_of(Kind kind) {
  switch (kind) {
    case Kind::refused:
      return "the connection was refused";
    case Kind::unreachable:
      return "there is no way to the server";
    case Kind::unresolvable:
      return "nobody knows the server's name";
    case Kind::connect_timed_out:
      return "the server does not answer the call";
    case Kind::response_timed_out:
      return "no whole response in time";
    case Kind::closed:
    case Kind::reset:
      return "the server closed before its response was there";
    case Kind::invalid:
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
    case Kind::refused:
      return rules.refused_is_0 ? 0 : rules.failure_status;
    case Kind::connect_timed_out:
    case Kind::response_timed_out:
      return rules.timed_out_is_0 ? 0 : rules.failure_status;
    case Kind::closed:
      return rules.closed_is_0 ? 0 : rules.failure_status;
    case Kind::reset:
      return rules.reset_is_0 ? 0 : rules.failure_status;
    case Kind::invalid:
      return rules.invalid_is_0 ? 0 : rules.failure_status;
    default:
      return rules.failure_status;
  }
}

}  // namespace wiretrial::mutants
