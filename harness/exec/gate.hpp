// Lets only so many trials work at once; a trial that waits out a deadline steps aside meanwhile.
#pragma once

#include <condition_variable>
#include <mutex>

namespace wiretrial::exec {

class Gate {
 public:
  explicit Gate(int places) : free_(places) {}

  void enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  // Takes a place though none may be free: whoever stepped aside for a time that its scenario gave
  // does not stand aside any longer. Newcomers wait instead.
  void enter_again() {
    const std::lock_guard lock(mutex_);
    --free_;
  }

  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;  // below zero while some have entered again beyond the places
};

// A place at the gate, for as long as it lives.
class Place {
 public:
  explicit Place(Gate& gate) : gate_(gate) { gate_.enter(); }
  ~Place() { gate_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Gate& gate_;
};

// Steps aside for as long as it lives.
class Aside {
 public:
  explicit Aside(Gate& gate) : gate_(gate) { gate_.leave(); }
  ~Aside() { gate_.enter_again(); }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

 private:
  Gate& gate_;
};

}  // namespace wiretrial::exec
