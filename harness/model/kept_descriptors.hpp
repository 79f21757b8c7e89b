// When descriptors other than sockets count as left behind by connections (PROTOCOL.md SRV-3).
#pragma once

#include <algorithm>
#include <cstdint>

namespace wiretrial::model {

// What a program opens when it first needs it (a log, a selector, a source of random numbers, a
// library) does not grow with the connections, and what comes with a thread is the thread's. So
// many more may be there after so many connections and with so many more threads.
[[nodiscard]] constexpr std::int64_t tolerated_descriptors(std::int64_t connections,
                                                           std::int64_t more_threads) {
  constexpr std::int64_t opened_when_needed = 15;
  constexpr std::int64_t connections_for_one = 4;
  constexpr std::int64_t of_a_thread = 4;
  return std::max(opened_when_needed, connections / connections_for_one) +
         of_a_thread * std::max<std::int64_t>(more_threads, 0);
}

}  // namespace wiretrial::model
