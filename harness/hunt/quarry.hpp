// One subject of a hunt, server or client: what it does with an input, and what is suspected of it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "harness/hunt/input.hpp"
#include "harness/hunt/known_kinds.hpp"
#include "harness/hunt/probe.hpp"

namespace wiretrial::hunt {

// What a subject does with an input: a word for it, and a text that differs where it is of a new
// kind.
struct Response {
  std::string word;
  std::string signature;
  bool known = false;  // it shows what is a finding, or still to be looked into
};

class Quarry {
 public:
  virtual ~Quarry() = default;
  // Throws NoQuarry, as the others may later.
  virtual void begin() = 0;
  // Nothing: the input was left out.
  virtual std::optional<Response> respond(const Input& input, const Case& one) = 0;
  // What can only be seen at the end. May be called again.
  virtual void finish() = 0;
  // The time that starting the subject anew took, but for what every input takes.
  [[nodiscard]] virtual std::chrono::nanoseconds restarts() const = 0;
};

// All that is given outlives the quarry.
[[nodiscard]] std::unique_ptr<Quarry> make_quarry(const Chase& chase, KnownKinds& kinds);

}  // namespace wiretrial::hunt
