#include "impl/sockets/connecting.hpp"

#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>

#include "impl/sockets/moving.hpp"

namespace wiretrial::impl {

namespace {

Descriptor stream_socket(int family) {
  return Descriptor(checked(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
}

// The kernel may choose the very port that is connected to as ours: then nobody else is there.
bool is_connected_to_itself(int descriptor) {
  const SocketAddress own = own_address_of(descriptor);
  SocketAddress peer;
  peer.size = sizeof peer.storage;
  if (::getpeername(descriptor, peer.raw(), &peer.size) != 0) return false;
  return own.size == peer.size && std::memcmp(&own.storage, &peer.storage, own.size) == 0;
}

Descriptor connect_to(const SocketAddress& address, const WaitLimit& limit) {
  Descriptor socket = stream_socket(address.family());
  set_blocking(socket.number(), false);
  if (::connect(socket.number(), address.raw(), address.size) != 0) {
    // After EINTR, too, the attempt goes on by itself: to call connect again is wrong (connect(2)).
    const bool goes_on = errno == EINPROGRESS || errno == EINTR || errno == EALREADY;
    if (!goes_on && errno != EISCONN) throw CallError("connect", errno);
    if (goes_on) finish_connect(socket.number(), limit);
  }
  if (is_connected_to_itself(socket.number())) throw CallError("connect", ECONNREFUSED);
  return socket;
}

}  // namespace

std::vector<SocketAddress> addresses_of(const Place& place) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const std::string port = std::to_string(place.port);
  if (::getaddrinfo(place.host.c_str(), port.c_str(), &hints, &first) != 0) {
    throw CallError("getaddrinfo", 0, Outcome::unresolvable);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(first, ::freeaddrinfo);
  std::vector<SocketAddress> found;
  for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
    SocketAddress address;
    address.size = entry->ai_addrlen;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    found.push_back(address);
  }
  return found;
}

Descriptor connect_within(const Place& place, std::chrono::milliseconds limit) {
  const WaitLimit total(WaitLimit::Clock::now(), limit);
  const auto addresses = addresses_of(place);
  for (std::size_t tried = 0; tried + 1 < addresses.size(); ++tried) {
    const auto share = total.share(WaitLimit::Clock::now(), addresses.size() - tried);
    try {
      return connect_to(addresses[tried], share);
    } catch (const CallError&) {
      continue;
    }
  }
  return connect_to(addresses.back(), total);
}

void finish_connect(int descriptor, const WaitLimit& limit) {
  if (!wait_until_ready(descriptor, POLLOUT, limit)) {
    // ETIMEDOUT is the kernel's word for its own limit (SOC-4).
    throw CallError("connect", EINPROGRESS, Outcome::timed_out);
  }
  int error_number = 0;
  socklen_t size = sizeof error_number;
  checked(::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error_number, &size), "getsockopt");
  if (error_number != 0) throw CallError("connect", error_number);
}

Descriptor bind_socket(const SocketAddress& address, Reuse reuse) {
  Descriptor socket = stream_socket(address.family());
  const int on = reuse == Reuse::yes ? 1 : 0;
  checked(::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
  checked(::bind(socket.number(), address.raw(), address.size), "bind");
  return socket;
}

SocketAddress own_address_of(int descriptor) {
  SocketAddress address;
  address.size = sizeof address.storage;
  checked(::getsockname(descriptor, address.raw(), &address.size), "getsockname");
  return address;
}

}  // namespace wiretrial::impl
