// Writes the evidence of one run.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "harness/model/evidence.hpp"

namespace wiretrial::exec {

class Log {
 public:
  explicit Log(std::string run) : began_(std::chrono::steady_clock::now()) {
    evidence_.run = std::move(run);
  }

  // The event's step is the current one, its time is now. The reference is valid until the next
  // call.
  model::Event& add(model::EventKind kind, const std::string& connection = "",
                    std::string detail = "");

  // The event that was added last; there must be one.
  [[nodiscard]] model::Event& last() { return evidence_.events.back(); }

  // Bytes that came from the subject, at `offset` of the connection's stream; joined to the event
  // before when that is of the same kind, connection and step.
  void add_data(model::EventKind kind, const std::string& connection, std::string_view data,
                std::uint64_t offset = 0);

  // Begins and ends a round of a Repeat. A round that equals the one before it but for times is
  // dropped and counted.
  void begin_round();
  void end_round();

  void set_step(std::string step) { step_ = std::move(step); }
  [[nodiscard]] const std::string& step() const { return step_; }
  [[nodiscard]] model::Evidence take() { return std::move(evidence_); }

 private:
  [[nodiscard]] bool equals_round_before(std::size_t before, std::size_t begin) const;

  model::Evidence evidence_;
  std::string step_;
  std::chrono::steady_clock::time_point began_;
  std::size_t round_begin_ = 0;
  std::size_t round_before_begin_ = 0;
  bool round_before_ = false;
};

}  // namespace wiretrial::exec
