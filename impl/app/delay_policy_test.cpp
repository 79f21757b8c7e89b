#include "impl/app/delay_policy.hpp"

#include <set>

#include "catch.hpp"

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using wiretrial::impl::DelayOptions;
using wiretrial::impl::DelayPolicy;

TEST_CASE("a delay lies in the upper half of a range that doubles up to the largest") {
  for (const milliseconds first : {1ms, 3ms, 100ms}) {
    for (const milliseconds largest : {1ms, 8ms, 700ms, 30'000ms}) {
      DelayPolicy policy({first, largest}, 7);
      milliseconds upper_end = first;
      for (int loss = 0; loss < 40; ++loss) {
        const milliseconds delay = policy.next();
        CHECK(delay <= upper_end);
        CHECK(delay >= upper_end - upper_end / 2);
        upper_end = std::max(first, std::min(largest, 2 * upper_end));
      }
    }
  }
}

TEST_CASE("after a success the delays begin anew") {
  DelayPolicy policy({100ms, 10'000ms}, 7);
  for (int loss = 0; loss < 10; ++loss) CHECK(policy.next() >= 50ms);
  CHECK(policy.next() > 100ms);
  policy.reset();
  CHECK(policy.next() <= 100ms);
}

TEST_CASE("delays differ from one loss to the next and from one client to another") {
  std::set<milliseconds> of_one;
  std::set<milliseconds> of_many;
  DelayPolicy one({1000ms, 1000ms}, 7);
  for (std::uint64_t number = 0; number < 50; ++number) {
    of_one.insert(one.next());
    of_many.insert(DelayPolicy({1000ms, 1000ms}, number).next());
  }
  CHECK(of_one.size() > 30);
  CHECK(of_many.size() > 30);
  DelayPolicy first({1000ms, 1000ms}, 3);
  DelayPolicy second({1000ms, 1000ms}, 3);
  CHECK(first.next() == second.next());
}

TEST_CASE("delays near the end of the type neither overflow nor pass the largest") {
  DelayPolicy policy({milliseconds::max() / 4, milliseconds::max() / 2}, 7);
  for (int loss = 0; loss < 10; ++loss) {
    const milliseconds delay = policy.next();
    CHECK(delay > 0ms);
    CHECK(delay <= milliseconds::max() / 2);
  }
}
