#include "harness/plan/random.hpp"

#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"

using namespace wiretrial;
using namespace wiretrial::plan;

// Golden values: a seed in a published record must give the same bytes and the same order for ever.
TEST_CASE("random bytes and the shuffle never change") {
  Random random(1234567);
  CHECK(random.next() == 6457827717110365317U);
  CHECK(random.next() == 3203168211198807973U);
  CHECK(random.next() == 9817491932198370423U);
  model::Send send;
  send.bytes = {std::string(10, '\0'), {{"random", 0, 10}}, "", 0};
  model::Steps steps{send};
  fill_random_spans(steps, 1234567);
  // 0x599ed017fb08fc85, then the lowest bytes of 0x2c73f08458540fa5.
  CHECK(model::to_hex(std::get<model::Send>(steps.at(0)).bytes.data) == "85fc08fb17d09e59a50f");
  std::vector<int> values{1, 2, 3, 4, 5, 6, 7, 8};
  shuffle(values, 42);
  CHECK(values == std::vector<int>{4, 2, 7, 3, 5, 1, 8, 6});
}
