#include "harness/model/shared.hpp"

#include <vector>

#include "catch.hpp"

using namespace wiretrial::model;

TEST_CASE("copies hold one value until one of them is changed") {
  SharedText first = "abc";
  SharedText second = first;
  CHECK(&first.get() == &second.get());
  second.own() += "d";
  CHECK(first.get() == "abc");
  CHECK(second.get() == "abcd");
  const std::string* const place = &second.get();
  second.own() += "e";
  CHECK(&second.get() == place);
  CHECK(SharedText("abcde") == second);
}

TEST_CASE("what was never given a value is empty, and can get one") {
  Shared<std::vector<int>> numbers;
  CHECK(numbers.empty());
  CHECK(numbers.begin() == numbers.end());
  numbers.own().push_back(7);
  CHECK(numbers.at(0) == 7);
  CHECK(Shared<std::vector<int>>().empty());
  CHECK(SharedText() == SharedText(""));
}
