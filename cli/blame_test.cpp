#include "cli/blame.hpp"

#include <algorithm>

#include "catch.hpp"

using namespace wiretrial::cli;

namespace {

using Places = std::vector<std::size_t>;

// A server that fails when each of `culprits` went before.
ShowAgain fails_after(const Places& culprits) {
  return [culprits](const Places& earlier) -> std::optional<bool> {
    CHECK(std::is_sorted(earlier.begin(), earlier.end()));
    return std::includes(earlier.begin(), earlier.end(), culprits.begin(), culprits.end());
  };
}

}  // namespace

TEST_CASE("one trial that suffices is named alone, wherever it stands") {
  for (const std::size_t length : {1U, 2U, 7U, 40U}) {
    for (std::size_t culprit = 0; culprit < length; ++culprit) {
      const Blame blame = blame_history(length, fails_after({culprit}));
      CHECK(blame.shown);
      CHECK(blame.needed == Places{culprit});
    }
  }
}

TEST_CASE("where several are needed, exactly those are named") {
  for (const Places& culprits : {Places{0, 1}, Places{3, 38}, Places{5, 6, 30}}) {
    const Blame blame = blame_history(40, fails_after(culprits));
    CHECK(blame.shown);
    CHECK(blame.needed == culprits);
  }
}

TEST_CASE("a server that counts needs as many as it counts") {
  const auto counts = [](const Places& earlier) -> std::optional<bool> {
    return earlier.size() >= 6;
  };
  const Blame blame = blame_history(20, counts);
  CHECK(blame.shown);
  CHECK(blame.needed.size() == 6);
}

TEST_CASE("a failure that does not come again is nobody's, and costs one attempt") {
  const Blame blame = blame_history(40, [](const Places&) { return std::optional<bool>(false); });
  CHECK_FALSE(blame.shown);
  CHECK(blame.attempts == 1);
  CHECK_FALSE(blame_history(0, fails_after({})).shown);
}

TEST_CASE("what comes again only now and then is not believed") {
  int asked = 0;
  const Blame blame =
      blame_history(10, [&asked](const Places&) { return std::optional<bool>(asked++ % 2 == 0); });
  CHECK_FALSE(blame.shown);
}

TEST_CASE("the number of attempts is bounded, and what is then known is told") {
  int asked = 0;
  const Blame blame = blame_history(1000, [&asked](const Places& earlier) {
    ++asked;
    return std::optional<bool>(earlier.size() > 990);
  });
  CHECK(blame.shown);
  CHECK(blame.attempts == asked);
  CHECK(asked <= 102);
}

TEST_CASE("an interruption ends the search at once") {
  int asked = 0;
  const Blame blame = blame_history(10, [&asked](const Places&) -> std::optional<bool> {
    if (++asked > 2) return std::nullopt;
    return true;
  });
  CHECK_FALSE(blame.shown);
  CHECK(asked <= 3);
}
