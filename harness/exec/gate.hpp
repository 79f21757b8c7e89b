// Lets only so many subjects be runnable at once, in all the processes of a run; a trial whose
// subject sleeps steps aside meanwhile.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/exec/shared_memory.hpp"

namespace wiretrial::exec {

// Its places lie in memory that worker processes share (path()).
class Gate {
 public:
  // A gate of its own. Throws std::system_error when the system gives no memory for it.
  explicit Gate(int places);
  // The gate of another process, from the path that it gave, for the holder of this number.
  // Throws std::system_error when there is none.
  Gate(const std::string& path, std::size_t holder);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Waits for a place, and increases `turns` meanwhile. Throws Interrupted as soon as the flag is
  // set.
  void enter(const std::atomic<bool>& interrupted, std::atomic<std::uint64_t>* turns = nullptr);

  // Takes a place though none may be free: whoever stepped aside while its subject slept does not
  // stand aside any longer. Newcomers wait instead.
  void enter_again();

  void leave();

  // For other processes, for as long as this gate lives.
  [[nodiscard]] std::string path() const { return memory_.path(); }
  // Gives back the places of a process that has ended with them. Holders are numbered from 1;
  // `most_holders` is the largest.
  void release_places_of(std::size_t holder);
  static constexpr std::size_t most_holders = 255;

 private:
  struct Shared;

  SharedMemory memory_;
  Shared* shared_;
  std::size_t holder_ = 0;  // 0: the gate's own process
};

// A place at the gate, for as long as it lives.
class Place {
 public:
  // Throws Interrupted.
  Place(Gate& gate, const std::atomic<bool>& interrupted,
        std::atomic<std::uint64_t>* turns = nullptr)
      : gate_(gate) {
    gate_.enter(interrupted, turns);
  }
  ~Place() { gate_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Gate& gate_;
};

// Of somebody who has a place: steps aside and comes back as its subject sleeps and wakes. In again
// when its life ends.
class Presence {
 public:
  explicit Presence(Gate& gate) : gate_(gate) {}
  ~Presence() { step_aside(false); }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  void step_aside(bool aside) {
    if (aside != aside_) aside ? gate_.leave() : gate_.enter_again();
    aside_ = aside;
  }

 private:
  Gate& gate_;
  bool aside_ = false;
};

}  // namespace wiretrial::exec
