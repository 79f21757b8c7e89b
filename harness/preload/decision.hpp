// What is done to a call: decided by the rules, the counts and the seed alone.
#pragma once

#include <cstdint>

#include "harness/preload/channel.hpp"

namespace wiretrial::preload {

// A call as it is about to be made.
struct Request {
  Call call = Call::recv;
  std::uint32_t socket = 0;     // by order of creation; 0 when unknown
  std::uint64_t length = 0;     // bytes asked for
  bool can_be_short = false;    // doing less than was asked is allowed here
  bool can_be_again = false;    // EAGAIN would be spurious here, and is allowed
  bool can_be_aborted = false;  // ECONNABORTED is possible: a connection waits to be accepted
  bool can_be_interrupted = true;
};

struct Decision {
  bool hit = false;
  std::int32_t error = 0;    // fail with this errno
  std::uint64_t length = 0;  // else ask for so many bytes
};

// Asks the rules in their order; the first that hits decides, is counted and written down. Safe in
// threads, in processes that share the channel, and in signal handlers.
[[nodiscard]] Decision decide(Channel& channel, const Request& request);

// Whether a rule for this call has this errno.
[[nodiscard]] bool has_rule(const Channel& channel, Call call, std::int32_t error);

// The connection is over after this errno.
[[nodiscard]] bool is_fatal(std::int32_t error);

}  // namespace wiretrial::preload
