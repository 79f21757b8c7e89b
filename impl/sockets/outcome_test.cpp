#include "impl/sockets/outcome.hpp"

#include <cerrno>
#include <set>

#include "catch.hpp"

using namespace wiretrial::impl;

namespace {

constexpr Outcome every_outcome[] = {
    Outcome::ok,         Outcome::failed,      Outcome::refused, Outcome::unreachable,
    Outcome::timed_out,  Outcome::closed,      Outcome::address, Outcome::resources,
    Outcome::denied,     Outcome::unsupported, Outcome::misused, Outcome::unresolvable,
    Outcome::would_block};

}  // namespace

TEST_CASE(
    "every outcome has a word and an exit status of its own, and none has that of bad usage") {
  std::set<std::string_view> words;
  std::set<int> statuses{2};
  for (const Outcome outcome : every_outcome) {
    INFO(word_of(outcome));
    CHECK(words.insert(word_of(outcome)).second);
    CHECK(statuses.insert(exit_status_of(outcome)).second);
  }
  CHECK(exit_status_of(Outcome::ok) == 0);
}

TEST_CASE("each errno of the classic table has its outcome") {
  const struct {
    int number;
    const char* name;
    Outcome outcome;
  } rows[] = {
      {ECONNREFUSED, "ECONNREFUSED", Outcome::refused},
      {ETIMEDOUT, "ETIMEDOUT", Outcome::timed_out},
      {ECONNRESET, "ECONNRESET", Outcome::closed},
      {EPIPE, "EPIPE", Outcome::closed},
      {ECONNABORTED, "ECONNABORTED", Outcome::closed},
      {EADDRINUSE, "EADDRINUSE", Outcome::address},
      {EADDRNOTAVAIL, "EADDRNOTAVAIL", Outcome::address},
      {ENETUNREACH, "ENETUNREACH", Outcome::unreachable},
      {EHOSTUNREACH, "EHOSTUNREACH", Outcome::unreachable},
      {EMFILE, "EMFILE", Outcome::resources},
      {ENFILE, "ENFILE", Outcome::resources},
      {ENOBUFS, "ENOBUFS", Outcome::resources},
      {ENOMEM, "ENOMEM", Outcome::resources},
      {EACCES, "EACCES", Outcome::denied},
      {EPERM, "EPERM", Outcome::denied},
      {EAFNOSUPPORT, "EAFNOSUPPORT", Outcome::unsupported},
      {EISCONN, "EISCONN", Outcome::misused},
      {ENOTCONN, "ENOTCONN", Outcome::misused},
      {EWOULDBLOCK, "EAGAIN", Outcome::would_block},
      {EINPROGRESS, "EINPROGRESS", Outcome::would_block},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(outcome_of(row.number) == row.outcome);
    CHECK(name_of_error(row.number) == row.name);
  }
}

TEST_CASE("no error is ok, and one that the table lacks is failed and keeps its number") {
  CHECK(outcome_of(0) == Outcome::ok);
  CHECK(name_of_error(0).empty());
  CHECK(outcome_of(EXDEV) == Outcome::failed);
  CHECK(name_of_error(EXDEV) == std::to_string(EXDEV));
}
