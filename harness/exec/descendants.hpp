// The process tree below a process, from /proc (proc(5)).
#pragma once

#include <vector>

namespace wiretrial::exec {

// Every living or unreaped descendant of `pid`, children before grandchildren, without `pid`
// itself.
[[nodiscard]] std::vector<int> descendants_of(int pid);

}  // namespace wiretrial::exec
