#include "harness/exec/gate.hpp"

#include <atomic>
#include <thread>

#include "catch.hpp"
#include "harness/exec/interrupted.hpp"

namespace wiretrial::exec {

namespace {

const std::atomic<bool> not_interrupted{false};

}  // namespace

TEST_CASE("who stood aside does not wait for a place, and newcomers wait until it is free") {
  Gate gate(1);
  std::atomic<bool> newcomer_is_in{false};
  gate.enter(not_interrupted);
  {
    Presence presence(gate);
    presence.step_aside(true);
    presence.step_aside(true);
    gate.enter(not_interrupted);  // somebody else has the only place meanwhile
  }                               // and this does not wait for it
  std::thread newcomer([&] {
    gate.enter(not_interrupted);
    newcomer_is_in = true;
    gate.leave();
  });
  gate.leave();
  CHECK_FALSE(newcomer_is_in);  // one is still in
  gate.leave();
  newcomer.join();
  CHECK(newcomer_is_in);
}

TEST_CASE("who waits for a place hears that the run was interrupted") {
  Gate gate(1);
  std::atomic<bool> interrupted{false};
  gate.enter(interrupted);
  std::atomic<bool> heard{false};
  std::thread newcomer([&] {
    try {
      gate.enter(interrupted);
    } catch (const Interrupted&) {
      heard = true;
    }
  });
  interrupted = true;
  newcomer.join();
  CHECK(heard);
}

TEST_CASE("places are shared through the path, and come back from a holder that has ended") {
  Gate gate(1);
  std::atomic<bool> interrupted{true};
  {
    Gate other(gate.path(), 7);
    other.enter(not_interrupted);
    CHECK_THROWS_AS(gate.enter(interrupted), Interrupted);  // the only place is taken
  }
  CHECK_THROWS_AS(gate.enter(interrupted), Interrupted);  // its holder never gave it back
  gate.release_places_of(7);
  gate.release_places_of(7);
  CHECK_NOTHROW(gate.enter(interrupted));
  CHECK_THROWS_AS(gate.enter(interrupted), Interrupted);  // it came back once
}

TEST_CASE("no gate is where there is none") {
  CHECK_THROWS_AS(Gate("/proc/self/fd/9999", 1), std::system_error);
}

}  // namespace wiretrial::exec
