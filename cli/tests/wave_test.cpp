// Wave: the programs conform, and a part of the mutants is killed.
#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

TEST_CASE("the reference programs of Wave conform") {
  check_conforms("impl/reference/wave.subject.json");
}

TEST_CASE("the Python programs of Wave conform") {
  check_conforms("impl/python/wave.subject.json");
}

TEST_CASE("every clause of Wave is judged and broken") {
  check_ledger("wave");
}

TEST_CASE("mutants of Wave are killed, and variants are not") {
  check_proven("impl/mutants/wave.json",
               {"waits-for-a-word", "jitter-*", "does-not-grow", "anew-with-the-connection"});
}
