#include "harness/model/near_miss.hpp"

#include "catch.hpp"

using namespace wiretrial::model;

TEST_CASE("the nearest word is found, and none when all are far") {
  const std::vector<std::string> words{"connect", "send", "expect", "reset", "restart"};
  CHECK(near_miss("conect", words) == "connect");
  CHECK(near_miss("sned", words) == "send");
  CHECK(near_miss("expct", words) == "expect");
  CHECK(near_miss("rest", words) == "reset");
  CHECK(near_miss("listen", words).empty());
  CHECK(near_miss("", words).empty());
  CHECK(near_miss("b", std::vector<std::string>{"a"}).empty());
  CHECK(did_you_mean("conect", words) == ", did you mean \"connect\"?");
  CHECK(did_you_mean("xyz", words).empty());
}
