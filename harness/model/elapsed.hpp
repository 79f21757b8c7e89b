// Time as the record keeps it.
#pragma once

#include <chrono>

namespace wiretrial::model {

// Milliseconds, to the microsecond, as they are written: what is rounded once, when it is measured,
// reads the same from memory and from the file, and so do the reports made of it.
[[nodiscard]] inline double elapsed_ms(std::chrono::steady_clock::duration time) {
  constexpr double microseconds_per_millisecond = 1000;
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  return static_cast<double>(whole) / microseconds_per_millisecond;
}

}  // namespace wiretrial::model
