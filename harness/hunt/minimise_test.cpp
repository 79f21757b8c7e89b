#include "harness/hunt/minimise.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "catch.hpp"
#include "harness/hunt/made_up_messages.hpp"

using namespace wiretrial::hunt;
using wiretrial::model::Ending;
using wiretrial::model::Exchange;
using Exchanges = std::vector<Exchange>;

namespace {

Budget ample() {
  return {100'000, std::chrono::steady_clock::now() + std::chrono::minutes(1)};
}

Exchanges small(const Exchanges& exchanges, const Shows& shows, const Kept& kept = {}) {
  return minimise(exchanges, kept, shows, ample(), {});
}

bool has(const Exchange& exchange, const std::string& part) {
  return exchange.bytes.find(part) != std::string::npos;
}

// Only a message whose lengths are true reaches what is behind them.
bool is_whole(const Exchange& exchange) {
  const std::string& bytes = exchange.bytes;
  if (bytes.size() < 2) return false;
  const auto header = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) * 256 +
                      static_cast<unsigned char>(bytes[1]);
  const auto at = bytes.find("\"content-length\":");
  if (at == std::string::npos) return false;
  std::size_t content = 0;
  std::from_chars(bytes.data() + at + 17, bytes.data() + bytes.size(), content);
  return bytes.size() == 2 + header + content;
}

}  // namespace

TEST_CASE("of many connections the two that matter are left, in their order") {
  Exchanges many;
  for (int i = 0; i < 200; ++i) many.push_back({"x" + std::to_string(i), {}, Ending::open});
  many[37].bytes = "first";
  many[170].bytes = "second";
  const auto crash = [](const Exchanges& exchanges) {
    const auto first = std::find_if(exchanges.begin(), exchanges.end(),
                                    [](const Exchange& one) { return has(one, "first"); });
    return std::any_of(first, exchanges.end(),
                       [](const Exchange& one) { return has(one, "second"); });
  };
  const Exchanges left = small(many, crash, {false, false});
  REQUIRE(left.size() == 2);
  CHECK(left[0].bytes == "first");
  CHECK(left[1].bytes == "second");
}

TEST_CASE("the last connection stays when it is the one that reacts") {
  const Exchanges left =
      small({{"a", {}, Ending::open}, {"b", {}, Ending::open}, {"last", {}, Ending::open}},
            [](const Exchanges& exchanges) { return exchanges.back().bytes == "last"; });
  REQUIRE(left.size() == 1);
  CHECK(left[0].bytes == "last");
}

TEST_CASE("a message is made small with true lengths, where false ones show nothing") {
  const std::string bytes = made_up::message("x/y", "abc", std::string(500, 'c') + "boom",
                                             R"(,"more":{"a":[1,2,3]},"other":"text")");
  const Exchanges left = small({{bytes, {}, Ending::finish}}, [](const Exchanges& exchanges) {
    return is_whole(exchanges[0]) && has(exchanges[0], "boom");
  });
  CHECK(left[0].bytes.size() < 40);
  CHECK(left[0].ending == Ending::open);
}

TEST_CASE("nesting is taken away from both sides") {
  const std::string deep(900, '[');
  const std::string closed(900, ']');
  const std::string bytes = made_up::message("x", "", "", ",\"more\":" + deep + closed);
  const Exchanges left = small({{bytes, {}, Ending::open}}, [](const Exchanges& exchanges) {
    const auto count = [&](char mark) {
      return std::count(exchanges[0].bytes.begin(), exchanges[0].bytes.end(), mark);
    };
    return is_whole(exchanges[0]) && count('[') > 100 && count('[') == count(']');
  });
  CHECK(left[0].bytes.size() < 300);
}

TEST_CASE("a header that is no JSON is made small with a true prefix") {
  std::string header = "{\"a\":" + std::string(900, '[') + "boom" + std::string(900, 'x');
  std::string bytes{static_cast<char>(header.size() >> 8U),
                    static_cast<char>(header.size() & 0xffU)};
  bytes += header;
  const Exchanges left = small({{bytes, {}, Ending::open}}, [](const Exchanges& exchanges) {
    const std::string& now = exchanges[0].bytes;
    return now.size() > 2 && static_cast<unsigned char>(now[1]) == ((now.size() - 2) & 0xffU) &&
           has(exchanges[0], "boom");
  });
  CHECK(left[0].bytes.size() == 6);
}

TEST_CASE("cuts are dropped, or made few where they matter") {
  const Exchange cut{"abcdefgh", {1, 3, 5}, Ending::open};
  const auto always = [](const Exchanges&) { return true; };
  CHECK(small({cut}, always)[0].cuts.empty());
  const auto needs_one = [](const Exchanges& exchanges) { return !exchanges[0].cuts.empty(); };
  CHECK(small({cut}, needs_one, {true, true})[0].cuts.size() == 1);
}

TEST_CASE("no more is tried than the budget allows, and what was reached is kept") {
  std::size_t tries = 0;
  const Shows shows = [&](const Exchanges& exchanges) {
    ++tries;
    return has(exchanges[0], "a");
  };
  const Exchange long_one{std::string(4096, 'a'), {}, Ending::open};
  const Exchanges left = minimise({long_one}, {}, shows, {10, ample().deadline}, {});
  CHECK(tries == 10);
  CHECK(left[0].bytes.size() < long_one.bytes.size());
}
