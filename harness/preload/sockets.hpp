// The TCP sockets of this process, as far as its calls have shown them.
#pragma once

#include <cstdint>

#include <sys/epoll.h>

namespace wiretrial::preload {

struct SocketFacts {
  bool tcp = false;
  std::uint32_t ordinal = 0;  // 1, 2, ... by order of creation over all processes; 0: unknown
};

// What the descriptor is; the first look at a TCP socket gives it its number. Known by its inode,
// so that close and dup need not be watched. Does not change errno.
[[nodiscard]] SocketFacts look_at(int descriptor);

// EAGAIN is possible: the descriptor does not block, or has a timeout for this direction.
[[nodiscard]] bool may_say_again(int descriptor, bool reading);

// The kernel would serve such a call now.
[[nodiscard]] bool is_ready(int descriptor, bool reading);

// Remembers how an epoll instance watches the descriptor.
void note_epoll(int instance, int operation, int descriptor, const epoll_event* event);

// A program that waits for edges has a right to one after a call that did less than the kernel
// could have done (epoll(7), question 9): asks for readiness again. Does not change errno.
void report_readiness_again(int descriptor);

}  // namespace wiretrial::preload
