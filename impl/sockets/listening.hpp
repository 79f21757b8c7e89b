// A loop of poll(2) for programs that accept connections and do not use the processor meanwhile.
#pragma once

#include <cstddef>
#include <vector>

#include <poll.h>

#include "impl/sockets/connecting.hpp"

namespace wiretrial::impl {

// A socket that listens on the first address of the place, with SO_REUSEADDR, and does not block.
// Throws CallError.
[[nodiscard]] Descriptor listen_on(const Place& place);

// What becomes of accepted connections. The loop asks before each wait and tells after it.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  // A connection was accepted; it does not block.
  virtual void take(Descriptor connection) = 0;
  // Appends the connections and what is waited for on each of them.
  virtual void add_to(std::vector<pollfd>& waited) const = 0;
  // What came for these of them.
  virtual void handle(const std::vector<pollfd>& ready) = 0;
};

// Accepts and waits until the process is ended by a signal. When descriptors or memory have run out
// it accepts again after a pause; a connection that comes to nothing in accept(2) is passed over.
// Throws CallError when the listener itself is no good.
[[noreturn]] void serve(const Descriptor& listener, Host& host);

}  // namespace wiretrial::impl
