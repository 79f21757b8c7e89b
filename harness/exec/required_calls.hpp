// The system calls that performing a trial needs and that a container may refuse.
#pragma once

namespace wiretrial::exec {

// Tries each once. Throws std::runtime_error, which names the call that is refused and says what
// can be done. To be called before anything is performed: in the middle of it the reason would be
// lost.
void require_system_calls();

}  // namespace wiretrial::exec
