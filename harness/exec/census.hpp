// Counts the subject's ends of our connections by their state, as `netstat | sort | uniq -c` would.
// Each is asked for by name: walking the kernel's whole table would cost half a millisecond.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "harness/exec/loopback.hpp"

namespace wiretrial::exec {

class SocketCensus {
 public:
  // Another server: nothing is known of its sockets.
  void clear();

  // We are connected to the subject; `own` is our end.
  void add(const Endpoint& own);

  // How many sockets the subject has at `subject` in each state; those that do not occur are left
  // out, but for the four that people look for: LISTEN, ESTABLISHED, CLOSE_WAIT, TIME_WAIT. Nothing
  // at all when this machine has no socket there. Throws what SocketInspector throws.
  [[nodiscard]] std::map<std::string, std::int64_t> count(SocketInspector& inspector,
                                                          const Endpoint& subject);

 private:
  std::vector<Endpoint> connections_;
  // When each in TIME_WAIT was first seen there: it stays for a fixed time and is not asked again.
  std::deque<std::chrono::steady_clock::time_point> in_time_wait_;
};

}  // namespace wiretrial::exec
