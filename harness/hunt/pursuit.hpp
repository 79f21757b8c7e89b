// The hunt after one server: exchange after exchange, with every oracle that needs no judge.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/input.hpp"
#include "harness/hunt/probe.hpp"

namespace wiretrial::hunt {

// The server cannot be hunted: it does not become ready, or does not answer the control exchange.
class NoQuarry : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Looks into a suspicion; the server that was open may be gone afterwards.
using Suspect = std::function<void(const Suspicion&)>;

class Pursuit {
 public:
  // `chase` and what it refers to outlive the pursuit.
  Pursuit(const Chase& chase, Suspect suspect);

  // Starts the server and makes the control exchange. Throws NoQuarry.
  void begin();

  struct Seen {
    model::Reaction reaction;
    std::string_view deviation;
  };

  // Exchanges one input. Suspicions go to `suspect`. What is known to wait out a deadline is
  // mostly left out; then nothing is given.
  [[nodiscard]] std::optional<Seen> exchange(const Input& input, const Case& one);

  // What can only be seen at the end: descriptors that are still there.
  void finish();

  // Counts by what is suspected; what was looked into once is only counted from then on.
  [[nodiscard]] const std::map<std::string, std::size_t>& suspicions() const { return known_; }
  [[nodiscard]] std::size_t exchanges() const { return exchanges_; }

 private:
  void open();
  void raise(Oracle oracle, const std::string& key, const Input& input,
             const model::Exchange& last);
  // True when the process is gone, or a sanitizer spoke: it was raised, and there is a new one.
  bool look(const Input& input, const model::Exchange& last);
  void raise_reaction(const Input& input, const Case& one, std::string_view wrong);
  void look_closer(const Input& input, const Case& one, const model::Reaction& reaction);
  void check_neighbour(const Input& input, const Case& one);
  void check_figures(const Input& input, const Case& one);
  void blame(Oracle oracle, const Input& input);

  const Chase& chase_;
  Suspect suspect_;
  std::map<std::string, std::size_t> known_;
  std::deque<model::Exchange> history_;  // of the server that is open
  std::size_t exchanges_ = 0;
  std::size_t since_open_ = 0;
  bool holding_ = false;
  bool can_hold_ = false;  // serves others while a connection stands half-way
  ServerFigures figures_;
  int growing_ = 0;
  std::string sanitizer_seen_;
};

}  // namespace wiretrial::hunt
