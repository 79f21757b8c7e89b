#include "harness/preload/decision.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"

namespace wiretrial::preload {

namespace {

std::unique_ptr<Channel> channel_with(const std::vector<Rule>& rules, std::uint64_t seed = 1) {
  auto channel = std::make_unique<Channel>();
  channel->seed = seed;
  channel->rule_count = static_cast<std::uint32_t>(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) channel->rules[i] = rules[i];
  return channel;
}

Request receiving(std::uint64_t length, std::uint32_t socket = 1) {
  return {Call::recv, socket, length, true};
}

// "x" where the call was hit, "." where not.
std::string hits(Channel& channel, const Request& request, int calls) {
  std::string text;
  for (int i = 0; i < calls; ++i) text += decide(channel, request).hit ? 'x' : '.';
  return text;
}

}  // namespace

TEST_CASE("the conditions of a rule choose the calls that it hits") {
  const struct {
    Rule rule;
    std::string expected;
  } rows[] = {
      {{Call::recv, EINTR, 0, 0, 3, 0, 0, 0}, "..x..."},
      {{Call::recv, EINTR, 0, 0, 0, 2, 0, 0}, "xx...."},
      {{Call::recv, EINTR, 0, 0, 0, 0, 2, 0}, ".x.x.x"},
      {{Call::recv, EINTR, 0, 0, 0, 4, 2, 0}, ".x.x.."},
      {{Call::recv, 0, 5, 0, 0, 0, 0, 0}, "xxxxxx"},
      {{Call::recv, 0, 10, 0, 0, 0, 0, 0}, "......"},  // not shorter than what is asked for
      {{Call::recv, 0, 5, 2, 0, 0, 0, 0}, "......"},   // another socket
      {{Call::send, 0, 5, 0, 0, 0, 0, 0}, "......"},   // another call
      {{Call::recv, EAGAIN, 0, 0, 0, 0, 0, 0}, "......"},
  };
  for (const auto& row : rows) {
    const auto channel = channel_with({row.rule});
    CHECK(hits(*channel, receiving(10), 6) == row.expected);
  }
}

TEST_CASE("the first rule that hits decides, and says what is left of the call") {
  const auto channel =
      channel_with({{Call::recv, EINTR, 0, 0, 0, 0, 2, 0}, {Call::recv, 0, 3, 0, 0, 0, 0, 0}});
  Decision decision = decide(*channel, receiving(10));
  CHECK(decision.hit);
  CHECK(decision.error == 0);
  CHECK(decision.length == 3);
  decision = decide(*channel, receiving(10));
  CHECK(decision.error == EINTR);
  CHECK(channel->fired[0] == 1);
  CHECK(channel->fired[1] == 1);
  CHECK(channel->calls[1] == 1);
}

TEST_CASE("an error that would be untrue is not given") {
  const auto again = channel_with({{Call::recv, EAGAIN, 0, 0, 0, 0, 0, 0}});
  Request request = receiving(10);
  CHECK_FALSE(decide(*again, request).hit);
  request.can_be_again = true;
  CHECK(decide(*again, request).hit);
  const auto aborted = channel_with({{Call::accept, ECONNABORTED, 0, 0, 0, 0, 0, 0}});
  Request accepting{Call::accept, 1, 0};
  CHECK_FALSE(decide(*aborted, accepting).hit);
  accepting.can_be_aborted = true;
  CHECK(decide(*aborted, accepting).hit);
  const auto interrupted = channel_with({{Call::connect, EINTR, 0, 0, 0, 0, 0, 0}});
  Request connecting{Call::connect, 1, 0};
  connecting.can_be_interrupted = false;
  CHECK_FALSE(decide(*interrupted, connecting).hit);
}

TEST_CASE("one seed gives the same decisions on each socket, whatever the others do") {
  const Rule rule{Call::recv, EINTR, 0, 0, 0, 0, 0, 30};
  const auto alone = channel_with({rule}, 7);
  const std::string expected = hits(*alone, receiving(10, 2), 100);
  const auto crowded = channel_with({rule}, 7);
  std::string found;
  for (int i = 0; i < 100; ++i) {
    found += hits(*crowded, receiving(10, 2), 1);
    (void)hits(*crowded, receiving(10, 3), i % 3);
  }
  CHECK(found == expected);
  const auto other = channel_with({rule}, 8);
  CHECK(hits(*other, receiving(10, 2), 100) != expected);
  const auto hit_count = std::count(expected.begin(), expected.end(), 'x');
  CHECK(hit_count > 10);
  CHECK(hit_count < 60);
}

TEST_CASE("decisions are written down one by one up to a bound, and counted beyond it") {
  const auto channel = channel_with({{Call::recv, 0, 1, 0, 0, 0, 0, 0}});
  const int calls = static_cast<int>(most_entries) + 100;
  (void)hits(*channel, receiving(10), calls);
  CHECK(channel->fired[0] == static_cast<std::uint32_t>(calls));
  CHECK(channel->entry_count == static_cast<std::uint32_t>(calls));
  const Entry& last = channel->entries.back();
  CHECK(last.written == 1);
  CHECK(last.count == most_entries);
  CHECK(last.requested == 10);
  CHECK(last.given == 1);
}

}  // namespace wiretrial::preload
