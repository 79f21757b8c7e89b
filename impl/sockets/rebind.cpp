// A port that is in use: by a listener, and by a connection in TIME_WAIT (tcp(7), socket(7)).
#include <netinet/in.h>

#include "impl/sockets/probe.hpp"

namespace wiretrial::impl {

namespace {

void set_port(SocketAddress& address, std::uint16_t port) {
  // sin_port and sin6_port lie at the same offset.
  reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
}

// Leaves a connection of this port in TIME_WAIT: our accepted end closes first.
SocketAddress leave_time_wait(SocketAddress address, Reuse reuse) {
  set_port(address, 0);
  const Descriptor listener = bind_socket(address, reuse);
  checked(::listen(listener.number(), 1), "listen");
  const SocketAddress place = own_address_of(listener.number());
  const Descriptor client(
      checked(::socket(place.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  checked(::connect(client.number(), place.raw(), place.size), "connect");
  Descriptor accepted(checked(::accept(listener.number(), nullptr, nullptr), "accept"));
  accepted.close();
  std::string nothing;
  receive_to_end(client.number(), Mode::blocking, {}, nothing);
  return place;
}

}  // namespace

void rebind(const ProbeOptions& options, Report&) {
  const SocketAddress address = addresses_of(options.place).front();
  if (options.value == "listening") {
    (void)bind_socket(address, Reuse::yes);
    return;
  }
  const Reuse reuse = options.value == "reuse" ? Reuse::yes : Reuse::no;
  (void)bind_socket(leave_time_wait(address, reuse), reuse);
}

}  // namespace wiretrial::impl
