// The preloaded library's own state in one process of the subject.
#pragma once

#include <sys/types.h>

#include "harness/preload/channel.hpp"

namespace wiretrial::preload {

// The channel, or nullptr when this process has none: every hook is then the plain call.
[[nodiscard]] Channel* channel();

// The C library's own function of this name; `known` keeps it. Ends the process when there is none,
// which cannot be.
[[nodiscard]] void* next_function(const char* name);

template <typename Function>
Function* next(Function*& known, const char* name) {
  Function* found = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (found == nullptr) {
    found = reinterpret_cast<Function*>(next_function(name));
    __atomic_store_n(&known, found, __ATOMIC_RELAXED);
  }
  return found;
}

// A call on a socket came back with this; with signals about, EINTR is counted as their work.
void note_result(ssize_t result);

}  // namespace wiretrial::preload
