#include "impl/sockets/outcome.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace wiretrial::impl {

namespace {

struct OutcomeRow {
  Outcome outcome;
  std::string_view word;
  int status;
};

constexpr std::array<OutcomeRow, 13> outcomes{{
    {Outcome::ok, "ok", 0},
    {Outcome::failed, "failed", 1},
    {Outcome::refused, "refused", 3},
    {Outcome::unreachable, "unreachable", 4},
    {Outcome::timed_out, "timed_out", 5},
    {Outcome::closed, "closed", 6},
    {Outcome::address, "address", 7},
    {Outcome::resources, "resources", 8},
    {Outcome::denied, "denied", 9},
    {Outcome::unsupported, "unsupported", 10},
    {Outcome::misused, "misused", 11},
    {Outcome::unresolvable, "unresolvable", 12},
    {Outcome::would_block, "would_block", 13},
}};

struct ErrorRow {
  int number;
  std::string_view name;
  Outcome outcome;
};

// EWOULDBLOCK is EAGAIN on Linux (recv(2)).
constexpr std::array<ErrorRow, 31> errors{{
    {ECONNREFUSED, "ECONNREFUSED", Outcome::refused},
    {ENETUNREACH, "ENETUNREACH", Outcome::unreachable},
    {EHOSTUNREACH, "EHOSTUNREACH", Outcome::unreachable},
    {ENETDOWN, "ENETDOWN", Outcome::unreachable},
    {ETIMEDOUT, "ETIMEDOUT", Outcome::timed_out},
    {ECONNRESET, "ECONNRESET", Outcome::closed},
    {EPIPE, "EPIPE", Outcome::closed},
    {ECONNABORTED, "ECONNABORTED", Outcome::closed},
    {EADDRINUSE, "EADDRINUSE", Outcome::address},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", Outcome::address},
    {EMFILE, "EMFILE", Outcome::resources},
    {ENFILE, "ENFILE", Outcome::resources},
    {ENOBUFS, "ENOBUFS", Outcome::resources},
    {ENOMEM, "ENOMEM", Outcome::resources},
    {EACCES, "EACCES", Outcome::denied},
    {EPERM, "EPERM", Outcome::denied},
    {EAFNOSUPPORT, "EAFNOSUPPORT", Outcome::unsupported},
    {EPROTONOSUPPORT, "EPROTONOSUPPORT", Outcome::unsupported},
    {EOPNOTSUPP, "EOPNOTSUPP", Outcome::unsupported},
    {ENOPROTOOPT, "ENOPROTOOPT", Outcome::unsupported},
    {EISCONN, "EISCONN", Outcome::misused},
    {ENOTCONN, "ENOTCONN", Outcome::misused},
    {EDESTADDRREQ, "EDESTADDRREQ", Outcome::misused},
    {EMSGSIZE, "EMSGSIZE", Outcome::misused},
    {ENOTSOCK, "ENOTSOCK", Outcome::misused},
    {EBADF, "EBADF", Outcome::misused},
    {EINVAL, "EINVAL", Outcome::misused},
    {EAGAIN, "EAGAIN", Outcome::would_block},
    {EINPROGRESS, "EINPROGRESS", Outcome::would_block},
    {EALREADY, "EALREADY", Outcome::would_block},
    {EINTR, "EINTR", Outcome::failed},
}};

const OutcomeRow& row_of(Outcome outcome) {
  return *std::find_if(outcomes.begin(), outcomes.end(),
                       [outcome](const OutcomeRow& row) { return row.outcome == outcome; });
}

const ErrorRow* row_of(int number) {
  const auto* found = std::find_if(errors.begin(), errors.end(),
                                   [number](const ErrorRow& row) { return row.number == number; });
  return found == errors.end() ? nullptr : found;
}

}  // namespace

std::string_view word_of(Outcome outcome) {
  return row_of(outcome).word;
}

int exit_status_of(Outcome outcome) {
  return row_of(outcome).status;
}

Outcome outcome_of(int error_number) {
  if (error_number == 0) return Outcome::ok;
  const ErrorRow* row = row_of(error_number);
  return row == nullptr ? Outcome::failed : row->outcome;
}

std::string name_of_error(int error_number) {
  if (error_number == 0) return "";
  const ErrorRow* row = row_of(error_number);
  return row == nullptr ? std::to_string(error_number) : std::string(row->name);
}

}  // namespace wiretrial::impl
