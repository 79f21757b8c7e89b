// Where programs listen, as /proc tells (proc(5)): for saying why one was not found.
#pragma once

#include <string>
#include <vector>

namespace wiretrial::exec {

// The places at which the process, or one below it, can be reached, in order and each once:
// "127.0.0.1:8080", "[::]:8080", "UDP 0.0.0.0:53", "UNIX /run/x".
[[nodiscard]] std::vector<std::string> listening_places(int pid);

}  // namespace wiretrial::exec
