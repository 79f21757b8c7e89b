#include "harness/exec/budget.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace wiretrial::exec {

TEST_CASE("who needs more than is left waits, and newcomers that need little wait behind") {
  Budget budget(10);
  std::atomic<bool> large_has_it{false};
  std::atomic<bool> small_has_it{false};
  std::atomic<bool> small_was_first{false};
  const std::size_t held = budget.take(8);
  std::thread large([&] {
    const Share share(budget, 9);
    large_has_it = true;
    small_was_first = small_has_it.load();
  });
  while (budget.waiting() == 0) std::this_thread::yield();
  std::thread small([&] {
    const Share share(budget, 2);
    small_has_it = true;
  });
  while (budget.waiting() < 2) std::this_thread::yield();
  CHECK_FALSE(large_has_it);
  CHECK_FALSE(small_has_it);  // though two are left
  budget.give_back(held);
  large.join();
  small.join();
  CHECK(large_has_it);
  CHECK(small_has_it);
  CHECK_FALSE(small_was_first);
}

TEST_CASE("never more than the whole is out at a time, and who needs more gets all of it") {
  Budget budget(7);
  std::atomic<std::size_t> out{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 20; ++i) {
    threads.emplace_back([&, i] {
      const std::size_t taken = budget.take(i);
      if (taken != std::min<std::size_t>(i, 7) || (out += taken) > 7) ++wrong;
      std::this_thread::yield();
      out -= taken;
      budget.give_back(taken);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(budget.take(7) == 7);
}

}  // namespace wiretrial::exec
