// What a worker is doing, for somebody who looks from outside whether it goes on.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "harness/model/plan.hpp"

namespace wiretrial::cli {

// Thrown at a worker that was given up and goes on after all: what it found out is reported
// already.
class GivenUp {};

class Occupation {
 public:
  // To be increased whenever the worker goes on.
  std::atomic<std::uint64_t> turns{0};

  // By the worker: does something for this plan. Throws GivenUp in the end.
  void during(const model::Plan& plan, const std::function<void()>& act);

  // By the watcher, again and again: how often in a row the worker was found where it was before.
  [[nodiscard]] int looks_without_turn();
  // The plan that the worker is at; nothing when it is at none.
  [[nodiscard]] std::optional<model::Plan> give_up();

 private:
  void end();

  std::mutex mutex_;
  const model::Plan* plan_ = nullptr;
  bool given_up_ = false;
  std::uint64_t turns_before_ = 0;
  int looks_ = 0;
};

}  // namespace wiretrial::cli
