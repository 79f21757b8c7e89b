// The threads of a suite, and the watch over them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "cli/post.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::cli {

struct PoolEvents {
  // In a worker's thread: all that it has to do, with the post of this number.
  std::function<void(Post& post, std::size_t number)> work;
  // In the caller's: the workers are to end now.
  std::function<void()> on_interrupt;
  // In the caller's: a worker stood still, or did not end after an interruption, and is left to
  // itself; with the plan that it was at, if it was at one.
  std::function<void(std::optional<model::Plan> plan)> on_given_up;
};

struct PoolOptions {
  const std::atomic<bool>* interrupted = nullptr;
  // Longer than anything that a worker does between two turns of its event loop.
  std::chrono::milliseconds longest_standstill{60'000};
};

struct PoolResult {
  int survivors = 0;     // processes that could not be ended
  bool gave_up = false;  // a thread goes on, maybe, with a copy of `work`, of which all must stay
};

// Has each post work in a thread of its own, and ends it there. Returns when all have ended or were
// given up: after an interruption within three or four seconds, whatever they are at. Throws
// std::system_error when there is no thread to be had, after those that there are have ended.
[[nodiscard]] PoolResult run_pool(std::vector<std::unique_ptr<Post>> posts,
                                  const PoolOptions& options, const PoolEvents& events);

}  // namespace wiretrial::cli
