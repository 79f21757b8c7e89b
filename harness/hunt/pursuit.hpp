// The hunt after one server: exchange after exchange, with every oracle that needs no judge.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/input.hpp"
#include "harness/hunt/known_kinds.hpp"
#include "harness/hunt/probe.hpp"

namespace wiretrial::hunt {

// The server cannot be hunted: it does not become ready, or does not answer the control exchange.
class NoQuarry : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Pursuit {
 public:
  // `chase`, what it refers to, and `kinds` outlive the pursuit.
  Pursuit(const Chase& chase, KnownKinds& kinds) : chase_(chase), kinds_(kinds) {}

  // Starts the server and makes the control exchange. Throws NoQuarry.
  void begin();

  struct Seen {
    model::Reaction reaction;
    std::string_view deviation;
    bool known = false;  // it showed what is a finding, or still to be looked into
  };

  // Exchanges one input. Suspicions go to `kinds`. Where the last ones of a clause were known to
  // wait out a deadline, most are left out; then nothing is given.
  [[nodiscard]] std::optional<Seen> exchange(const Input& input, const Case& one);

  // What can only be seen at the end: descriptors that are still there. May be called again.
  void finish();

  // The time that starting servers anew took.
  [[nodiscard]] std::chrono::nanoseconds restarts() const { return restarts_; }

 private:
  void open();
  void raise(Oracle oracle, const std::string& key, const model::Exchange& last);
  // True when the process is gone, or a sanitizer spoke: it was raised, and there is a new one.
  bool look(const model::Exchange& last);
  void raise_reaction(const Case& one, std::string_view wrong);
  void look_closer(const Case& one, const model::Reaction& reaction);
  void note_end(const Case& one, const model::Reaction& reaction);
  void check_neighbour(const Case& one);
  void check_figures();
  void blame(Oracle oracle);
  [[nodiscard]] bool may_wait(const Case& one) const;

  const Chase& chase_;
  KnownKinds& kinds_;
  KnownWaits waits_;
  std::deque<model::Exchange> history_;  // of the server that is open
  Address address_;                      // of the last input
  bool known_ = false;                   // it showed something known
  std::size_t exchanges_ = 0;
  std::size_t since_open_ = 0;
  bool holding_ = false;
  bool can_hold_ = false;  // serves others while a connection stands half-way
  ServerFigures figures_;
  int growing_ = 0;
  std::string sanitizer_seen_;
  std::chrono::nanoseconds restarts_{0};
};

}  // namespace wiretrial::hunt
