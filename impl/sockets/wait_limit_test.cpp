#include "impl/sockets/wait_limit.hpp"

#include "catch.hpp"

using namespace wiretrial::impl;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

const WaitLimit::Clock::time_point begin{};

}  // namespace

TEST_CASE("without a limit waiting is for ever, whatever the share") {
  const WaitLimit never;
  CHECK_FALSE(never.is_over(begin + std::chrono::hours(1000)));
  CHECK(never.left_ms(begin) == -1);
  CHECK(never.share(begin, 3).left_ms(begin) == -1);
}

TEST_CASE("a limit is over at its end, and what is left of a millisecond is a whole one") {
  const WaitLimit limit(begin, milliseconds(500));
  CHECK(limit.left_ms(begin) == 500);
  CHECK(limit.left_ms(begin + microseconds(499'001)) == 1);
  CHECK_FALSE(limit.is_over(begin + microseconds(499'999)));
  CHECK(limit.is_over(begin + milliseconds(500)));
  CHECK(limit.left_ms(begin + milliseconds(900)) == 0);
}

TEST_CASE("attempts share what is left, and the last one has all of it") {
  const WaitLimit limit(begin, milliseconds(900));
  CHECK(limit.share(begin, 3).left_ms(begin) == 300);
  const auto later = begin + milliseconds(300);
  CHECK(limit.share(later, 2).left_ms(later) == 300);
  CHECK(limit.share(later, 1).left_ms(later) == 600);
  CHECK(limit.share(begin + milliseconds(1000), 2).left_ms(begin + milliseconds(1000)) == 0);
}
