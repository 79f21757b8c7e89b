#include "harness/exec/gate.hpp"

#include <atomic>
#include <thread>

#include "catch.hpp"

namespace wiretrial::exec {

TEST_CASE("who stood aside does not wait for a place, and newcomers wait until it is free") {
  Gate gate(1);
  std::atomic<bool> newcomer_is_in{false};
  gate.enter();
  {
    const Aside aside(gate);
    gate.enter();  // somebody else has the only place meanwhile
  }                // and this does not wait for it
  std::thread newcomer([&] {
    gate.enter();
    newcomer_is_in = true;
    gate.leave();
  });
  gate.leave();
  CHECK_FALSE(newcomer_is_in);  // one is still in
  gate.leave();
  newcomer.join();
  CHECK(newcomer_is_in);
}

}  // namespace wiretrial::exec
