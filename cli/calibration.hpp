// How much slower than usual this machine is right now.
#pragma once

#include <future>

namespace wiretrial::cli {

// A factor for every deadline, never under 1: measured at start by how late short sleeps end and
// how long a fixed amount of work takes. Takes about a tenth of a second.
[[nodiscard]] double measure_calibration();

// Does the same in a thread, while the caller does something that takes as long anyway.
[[nodiscard]] std::future<double> begin_calibration();

}  // namespace wiretrial::cli
