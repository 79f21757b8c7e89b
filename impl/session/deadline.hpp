// What a session wants to be told when time passes: data, because a session has no clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace wiretrial::impl {

enum class DeadlineKind {
  none,
  request_total,
  response_total,
  send_progress,
  linger,
};

// Whoever runs the session measures `duration` from the moment it sees a `generation` it has not
// seen before, and calls on_deadline() if the generation is still the same when it is over.
struct Deadline {
  DeadlineKind kind = DeadlineKind::none;
  std::chrono::milliseconds duration{0};
  std::uint64_t generation = 0;

  bool operator==(const Deadline&) const = default;
};

}  // namespace wiretrial::impl
