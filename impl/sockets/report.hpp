// What a program has to say about what it did with its sockets: one line of JSON (PROTOCOL.md
// SOC-1).
#pragma once

#include <cstdint>
#include <string>

#include "impl/sockets/descriptor.hpp"

namespace wiretrial::impl {

struct Report {
  std::string action;
  Outcome outcome = Outcome::ok;
  // The symbol of the errno, and the call that gave it; empty when nothing failed.
  std::string error;
  std::string call;
  // What the kernel took, and what it gave.
  std::uint64_t sent_bytes = 0;
  std::string received;

  void add(const CallError& failure);
};

// One line with its line end. What was received is shown up to a few kilobytes; bytes that are no
// UTF-8 are replaced.
[[nodiscard]] std::string line_of(const Report& report);

// Writes the line to standard output and returns the exit status of its outcome.
[[nodiscard]] int publish(const Report& report);

}  // namespace wiretrial::impl
