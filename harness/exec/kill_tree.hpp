// Ends processes from outside, when the guard above them does not.
#pragma once

#include <chrono>

namespace wiretrial::exec {

// Kills every descendant of the process. Whoever has children dies after them, so that orphans are
// found below their guard. False when some are left after the time.
bool kill_below(int pid, std::chrono::milliseconds longest);

}  // namespace wiretrial::exec
