#include "harness/model/hash.hpp"

#include "catch.hpp"

using namespace wiretrial::model;

// Golden values: seeds of trials and names of scenario sets stand in published records.
TEST_CASE("hashes never change") {
  CHECK(hash_64("", 0) == 0xef46db3751d8e999ULL);
  Hash128 empty;
  CHECK(empty.hexadecimal() == "99aa06d3014798d86001c324468d497f");
  Hash128 once;
  once.add("abcdef");
  Hash128 twice;
  twice.add("abc");
  twice.add("def");
  CHECK(once.hexadecimal() == twice.hexadecimal());
}
