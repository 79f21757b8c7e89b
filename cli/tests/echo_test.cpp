// Echo: the programs conform, in both forms of the server, and a part of the mutants is killed.
#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

TEST_CASE("the reference and the Python programs of Echo conform") {
  check_conforms("impl/reference/echo.subject.json");
  check_conforms("impl/python/echo.subject.json");
}

TEST_CASE("a server of one client at a time conforms, and is not asked for more") {
  const Json record = check_conforms("impl/reference/echo-single.subject.json");
  int unsupported = 0;
  for (const Json& trial : record.at("trials")) unsupported += trial.at("outcome") == "unsupported";
  CHECK(unsupported == 4);
}

TEST_CASE("every clause of Echo is judged and broken") {
  check_ledger("echo");
}

TEST_CASE("mutants of Echo are killed, and variants are not") {
  check_proven("impl/mutants/echo.json",
               {"waits-*", "reads-without-bound", "sends-all-then-reads", "one-after-another",
                "serves-one-after-another", "reads-two-bytes-at-a-time"});
}
