// From a host and a port to a connected or a listening socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "impl/sockets/descriptor.hpp"
#include "impl/sockets/wait_limit.hpp"

namespace wiretrial::impl {

struct Place {
  std::string host;
  std::uint16_t port = 0;
};

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

// All addresses of a name or a numeric address, in the resolver's order (getaddrinfo(3)). Throws
// CallError with Outcome::unresolvable when there is none.
[[nodiscard]] std::vector<SocketAddress> addresses_of(const Place& place);

// A non-blocking TCP socket that is connected to one of the addresses, which are tried one after
// another within `limit` in total. Throws the CallError of the last of them.
[[nodiscard]] Descriptor connect_within(const Place& place, std::chrono::milliseconds limit);

// Waits for a connect that has begun and throws CallError when it fails (connect(2), EINPROGRESS).
void finish_connect(int descriptor, const WaitLimit& limit);

enum class Reuse { no, yes };

// A TCP socket that is bound to `address`, with SO_REUSEADDR or without. Throws CallError.
[[nodiscard]] Descriptor bind_socket(const SocketAddress& address, Reuse reuse);

// The address that a socket is bound to. Throws CallError.
[[nodiscard]] SocketAddress own_address_of(int descriptor);

}  // namespace wiretrial::impl
