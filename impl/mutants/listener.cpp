#include "impl/mutants/listener.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wiretrial::mutants {
namespace {

using PortTaken = ProcessRules::PortTaken;

// Between two tries to have a port that is taken.
constexpr int retry_ms = 200;

struct ListenAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

ListenAddress address_of(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) {
    throw std::system_error(EINVAL, std::generic_category(), "the address " + host + " " + port);
  }
  ListenAddress address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  freeaddrinfo(found);
  return address;
}

// The error of bind() or listen(), or 0.
int begin_to_listen(int descriptor, const ListenAddress& address, const ProcessRules& rules) {
  const int on = 1;
  if (rules.address_is_reused) {
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  if (rules.port_is_shared) setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  const auto* name = reinterpret_cast<const sockaddr*>(&address.storage);
  if (bind(descriptor, name, address.length) != 0) return errno;
  return listen(descriptor, rules.backlog) == 0 ? 0 : errno;
}

int listening_socket(const ListenAddress& address, const ProcessRules& rules, int& error) {
  if (rules.only_ipv4 && address.storage.ss_family != AF_INET) {
    error = EAFNOSUPPORT;
    return -1;
  }
  const int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const int descriptor = socket(address.storage.ss_family, kind, 0);
  error = descriptor < 0 ? errno : begin_to_listen(descriptor, address, rules);
  if (error == 0 || descriptor < 0) return descriptor;
  close(descriptor);
  return -1;
}

}  // namespace

int open_listener(const std::string& host, const std::string& port, const ProcessRules& rules) {
  const std::string own_port = std::to_string(std::atoi(port.c_str()) + rules.port_offset);
  int error = 0;
  while (true) {
    const int descriptor = listening_socket(address_of(host, own_port), rules, error);
    if (descriptor >= 0) return descriptor;
    if (error != EADDRINUSE) break;
    switch (rules.port_taken) {
      case PortTaken::exits_quietly:
        _exit(EXIT_FAILURE);
      case PortTaken::exits_with_0:
        std::perror("wt-mutant-server");
        _exit(EXIT_SUCCESS);
      case PortTaken::is_retried:
        poll(nullptr, 0, retry_ms);
        continue;
      case PortTaken::is_ignored:
        poll(nullptr, 0, -1);
        continue;
      case PortTaken::takes_another:
        return open_listener(host, "0", rules);
      case PortTaken::fails:
        break;
    }
    break;
  }
  throw std::system_error(error, std::generic_category(), "cannot listen on " + host + " " + port);
}

}  // namespace wiretrial::mutants
