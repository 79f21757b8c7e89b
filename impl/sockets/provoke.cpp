// Errors that a program can bring about by itself, each by a real call (errno(3), and the page of
// the call).
#include <array>
#include <string_view>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include "impl/sockets/probe.hpp"

namespace wiretrial::impl {

namespace {

Descriptor make_socket(int family, int kind, int protocol = 0) {
  return Descriptor(checked(::socket(family, kind | SOCK_CLOEXEC, protocol), "socket"));
}

SocketAddress first_of(const ProbeOptions& options) {
  return addresses_of(options.place).front();
}

SocketAddress numeric(const char* host) {
  return addresses_of({host, 9}).front();
}

void connect_at_once(const Descriptor& socket, const SocketAddress& address) {
  checked(::connect(socket.number(), address.raw(), address.size), "connect");
}

void receive_byte(const Descriptor& socket) {
  char byte = 0;
  checked(::recv(socket.number(), &byte, 1, 0), "recv");
}

void call_would_block(const ProbeOptions& options) {
  receive_byte(connect_within(options.place, options.connect_limit));
}

// Met, and overcome by waiting: the report says `ok`.
void connect_in_progress(const ProbeOptions& options) {
  const SocketAddress address = first_of(options);
  const Descriptor socket = make_socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK);
  if (::connect(socket.number(), address.raw(), address.size) == 0) return;
  if (errno != EINPROGRESS) throw CallError("connect", errno);
  finish_connect(socket.number(), {WaitLimit::Clock::now(), options.connect_limit});
}

void connect_twice_in_progress(const ProbeOptions& options) {
  const SocketAddress address = first_of(options);
  const Descriptor socket = make_socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK);
  if (::connect(socket.number(), address.raw(), address.size) != 0 && errno != EINPROGRESS) {
    throw CallError("connect", errno);
  }
  connect_at_once(socket, address);
}

void connect_when_connected(const ProbeOptions& options) {
  const SocketAddress address = first_of(options);
  const Descriptor socket = make_socket(address.family(), SOCK_STREAM);
  connect_at_once(socket, address);
  connect_at_once(socket, address);
}

void receive_unconnected(const ProbeOptions&) {
  receive_byte(make_socket(AF_INET, SOCK_STREAM));
}

void send_after_half_close(const ProbeOptions& options) {
  const Descriptor socket = connect_within(options.place, options.connect_limit);
  half_close(socket.number());
  checked(::send(socket.number(), "x", 1, MSG_NOSIGNAL), "send");
}

void bind_where_somebody_listens(const ProbeOptions& options) {
  (void)bind_socket(first_of(options), Reuse::yes);
}

// An address of a network for documents (RFC 5737), which no machine has.
void bind_to_foreign_address(const ProbeOptions&) {
  (void)bind_socket(numeric("192.0.2.1"), Reuse::yes);
}

void connect_to_other_family(const ProbeOptions&) {
  connect_at_once(make_socket(AF_INET, SOCK_STREAM), numeric("::1"));
}

void make_socket_of_other_protocol(const ProbeOptions&) {
  (void)make_socket(AF_INET, SOCK_STREAM, IPPROTO_UDP);
}

void make_socket_without_descriptors(const ProbeOptions&) {
  const rlimit none{0, 0};
  checked(::setrlimit(RLIMIT_NOFILE, &none), "setrlimit");
  (void)make_socket(AF_INET, SOCK_STREAM);
}

void send_to_everybody(const ProbeOptions&) {
  const SocketAddress everybody = numeric("127.255.255.255");
  const Descriptor socket = make_socket(AF_INET, SOCK_DGRAM);
  checked(::sendto(socket.number(), "x", 1, 0, everybody.raw(), everybody.size), "sendto");
}

void connect_to_everybody(const ProbeOptions&) {
  connect_at_once(make_socket(AF_INET, SOCK_STREAM), numeric("127.255.255.255"));
}

void send_to_nobody(const ProbeOptions&) {
  checked(::send(make_socket(AF_INET, SOCK_DGRAM).number(), "x", 1, 0), "send");
}

void send_what_is_too_long(const ProbeOptions& options) {
  const std::string bytes(100'000, 'x');  // a datagram has at most 65 507
  const SocketAddress place = first_of(options);
  const Descriptor socket = make_socket(place.family(), SOCK_DGRAM);
  checked(::sendto(socket.number(), bytes.data(), bytes.size(), 0, place.raw(), place.size),
          "sendto");
}

void listen_on_a_file(const ProbeOptions&) {
  const Descriptor file(checked(::open("/dev/null", O_RDONLY | O_CLOEXEC), "open"));
  checked(::listen(file.number(), 1), "listen");
}

void listen_on_nothing(const ProbeOptions&) {
  Descriptor socket = make_socket(AF_INET, SOCK_STREAM);
  const int number = socket.number();
  socket.close();
  checked(::listen(number, 1), "listen");
}

void accept_without_listening(const ProbeOptions&) {
  checked(::accept(make_socket(AF_INET, SOCK_STREAM).number(), nullptr, nullptr), "accept");
}

void accept_datagrams(const ProbeOptions&) {
  checked(::accept(make_socket(AF_INET, SOCK_DGRAM).number(), nullptr, nullptr), "accept");
}

void ask_for_unknown_option(const ProbeOptions&) {
  constexpr int no_such_option = 9999;
  int value = 0;
  socklen_t size = sizeof value;
  const Descriptor socket = make_socket(AF_INET, SOCK_STREAM);
  checked(::getsockopt(socket.number(), IPPROTO_TCP, no_such_option, &value, &size), "getsockopt");
}

// Bound and not listening: nobody else can have the port, and nobody answers there.
void connect_where_nobody_listens(const ProbeOptions&) {
  SocketAddress address = numeric("127.0.0.1");
  reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = 0;
  const Descriptor bound = bind_socket(address, Reuse::no);
  connect_at_once(make_socket(AF_INET, SOCK_STREAM), own_address_of(bound.number()));
}

void receive_after_reset(const ProbeOptions&) {
  SocketAddress address = numeric("127.0.0.1");
  reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = 0;
  const Descriptor listener = bind_socket(address, Reuse::no);
  checked(::listen(listener.number(), 1), "listen");
  const Descriptor client = make_socket(AF_INET, SOCK_STREAM);
  connect_at_once(client, own_address_of(listener.number()));
  Descriptor accepted(checked(::accept(listener.number(), nullptr, nullptr), "accept"));
  const linger reset{1, 0};
  checked(::setsockopt(accepted.number(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset),
          "setsockopt");
  accepted.close();
  receive_byte(client);
}

struct Provocation {
  std::string_view error;
  void (*bring_about)(const ProbeOptions& options);
};

constexpr std::array<Provocation, 22> rows{{
    {"EAGAIN", call_would_block},
    {"EINPROGRESS", connect_in_progress},
    {"EALREADY", connect_twice_in_progress},
    {"EISCONN", connect_when_connected},
    {"ENOTCONN", receive_unconnected},
    {"EPIPE", send_after_half_close},
    {"EADDRINUSE", bind_where_somebody_listens},
    {"EADDRNOTAVAIL", bind_to_foreign_address},
    {"EAFNOSUPPORT", connect_to_other_family},
    {"EPROTONOSUPPORT", make_socket_of_other_protocol},
    {"EMFILE", make_socket_without_descriptors},
    {"EACCES", send_to_everybody},
    {"ENETUNREACH", connect_to_everybody},
    {"EDESTADDRREQ", send_to_nobody},
    {"EMSGSIZE", send_what_is_too_long},
    {"ENOTSOCK", listen_on_a_file},
    {"EBADF", listen_on_nothing},
    {"EINVAL", accept_without_listening},
    {"EOPNOTSUPP", accept_datagrams},
    {"ENOPROTOOPT", ask_for_unknown_option},
    {"ECONNREFUSED", connect_where_nobody_listens},
    {"ECONNRESET", receive_after_reset},
}};

}  // namespace

void provoke(const ProbeOptions& options, Report&) {
  for (const Provocation& row : rows) {
    if (row.error == options.value) return row.bring_about(options);
  }
  throw CallError("provoke", 0, Outcome::failed);
}

}  // namespace wiretrial::impl
