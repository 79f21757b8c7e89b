#include "harness/hunt/known_kinds.hpp"

#include "catch.hpp"

using namespace wiretrial::hunt;

namespace {

struct Kinds {
  const std::vector<Chase> nobody;
  std::atomic<bool> over{false};
  TriageQueue queue{nobody, over, std::chrono::seconds(1)};
  KnownKinds known{queue, 0};
};

}  // namespace

TEST_CASE("a kind that the judge confirmed is only counted from then on") {
  Kinds kinds;
  CHECK(kinds.known.meet("spin", "7:1"));
  kinds.known.confirm("spin");
  CHECK_FALSE(kinds.known.meet("spin", "7:2"));
  CHECK(kinds.known.knows("spin"));
  CHECK(kinds.known.occurrences("spin") == 2);
  CHECK(kinds.known.untriaged("subject").empty());
}

TEST_CASE("a kind that the judge did not share is looked into a few times more, then counted") {
  Kinds kinds;
  for (int i = 0; i < 3; ++i) {
    CHECK(kinds.known.meet("hang", "7:1"));
    CHECK(kinds.known.knows("hang"));
    kinds.known.dismiss("hang");
  }
  CHECK_FALSE(kinds.known.meet("hang", "7:2"));
  CHECK_FALSE(kinds.known.knows("hang"));
  CHECK(kinds.known.untriaged("subject").empty());
}

TEST_CASE("a kind that nobody looked into is listed with the address of an input") {
  Kinds kinds;
  CHECK(kinds.known.meet("leak", "7:1"));
  CHECK(kinds.known.meet("leak", "7:2"));
  const auto list = kinds.known.untriaged("subject");
  REQUIRE(list.size() == 1);
  CHECK(list[0].key == "leak");
  CHECK(list[0].address == "7:1");
  CHECK(list[0].occurrences == 2);
}

TEST_CASE(
    "of a clause that waits out deadlines, as is known, most is left out until one does not") {
  KnownWaits waits;
  CHECK_FALSE(waits.has("CNT-8"));
  for (int i = 0; i < 4; ++i) {
    CHECK_FALSE(waits.leaves_out("CNT-8"));
    waits.note("CNT-8", true);
  }
  CHECK(waits.has("CNT-8"));
  int tried = 0;
  for (int i = 0; i < 160; ++i) tried += waits.leaves_out("CNT-8") ? 0 : 1;
  CHECK(tried == 10);
  CHECK_FALSE(waits.leaves_out("APP-1"));
  waits.note("CNT-8", false);
  CHECK_FALSE(waits.leaves_out("CNT-8"));
}
