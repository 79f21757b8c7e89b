#include "harness/hunt/input.hpp"

#include <set>

#include "catch.hpp"
#include "harness/hunt/made_up_messages.hpp"

using namespace wiretrial::hunt;

TEST_CASE("addresses are read as they are written") {
  for (const Address& address : {Address{7, {331}}, Address{0, {0}}, Address{7, {12, 340, 5021}}}) {
    CHECK(parse_address(text_of(address)) == address);
  }
  CHECK(text_of({7, {12, 331}}) == "7:12.331");
  for (const char* text : {"", "7", "7:", ":1", "7:1.", "7:1,2", "a:1", "7:1 ", "-7:1",
                           "7:99999999999999999999999", "7:1.2.3.4.5.6.7.8.9.10.11.12.13"}) {
    CAPTURE(text);
    CHECK(!parse_address(text));
  }
}

TEST_CASE("an address is all that is needed to make an input again") {
  const std::vector<std::string> streams{made_up::message("x", "", "abc"),
                                         made_up::message("text/json", "utf-8", "{}")};
  const Generator one(7, streams, {});
  const Generator other(7, streams, {});
  std::set<std::string> made;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const std::vector<std::uint64_t> lineage =
        i % 2 == 0 ? std::vector<std::uint64_t>{i} : std::vector<std::uint64_t>{i / 2, i};
    const Input input = one.make(lineage);
    CHECK(input.exchange == other.make(lineage).exchange);
    made.insert(input.exchange.bytes);
    for (const std::size_t cut : input.exchange.cuts) {
      CHECK(cut > 0);
      CHECK(cut < input.exchange.bytes.size());
    }
  }
  CHECK(made.size() > 300);
  CHECK(Generator(8, streams, {}).make({1}).exchange.bytes !=
        Generator(9, streams, {}).make({1}).exchange.bytes);
}
