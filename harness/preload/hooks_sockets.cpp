// The calls that make sockets and connections.
#include <cerrno>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/preload/hooks.hpp"
#include "harness/preload/library.hpp"
#include "harness/preload/sockets.hpp"

namespace wiretrial::preload {

namespace {

using SocketCall = int(int, int, int);
using Accept4Call = int(int, sockaddr*, socklen_t*, int);
using ConnectCall = int(int, const sockaddr*, socklen_t);
using EpollCtlCall = int(int, int, int, epoll_event*);

SocketCall* real_socket = nullptr;
Accept4Call* real_accept4 = nullptr;
ConnectCall* real_connect = nullptr;
EpollCtlCall* real_epoll_ctl = nullptr;

// The connection is taken from the queue and is gone, as if its peer had left before (accept(2)).
int abort_next(int accepted) {
  if (accepted < 0) return accepted;
  const linger reset{1, 0};
  ::setsockopt(accepted, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  ::syscall(SYS_close, accepted);
  errno = ECONNABORTED;
  return -1;
}

// What EINTR leaves behind: the attempt goes on in the background (connect(2)).
int interrupt_connect(int descriptor, const sockaddr* address, socklen_t size, ConnectCall* real) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  real(descriptor, address, size);
  ::fcntl(descriptor, F_SETFL, flags);
  errno = EINTR;
  return -1;
}

}  // namespace

Decision consider(Call call, int descriptor, std::size_t length, bool can_be_short) {
  if (channel() == nullptr) return {};
  const SocketFacts facts = look_at(descriptor);
  if (!facts.tcp) return {};
  const bool reading = call != Call::send;
  Request request{call, facts.ordinal, length, can_be_short};
  const bool asks_again = has_rule(*channel(), call, EAGAIN);
  const bool asks_abort = has_rule(*channel(), call, ECONNABORTED);
  if (asks_again) {
    request.can_be_again = may_say_again(descriptor, reading) && is_ready(descriptor, reading);
  }
  if (asks_abort) {
    request.can_be_aborted = !may_say_again(descriptor, reading) || is_ready(descriptor, reading);
  }
  if (call == Call::connect) request.can_be_interrupted = !may_say_again(descriptor, false);
  return decide(*channel(), request);
}

}  // namespace wiretrial::preload

using namespace wiretrial::preload;

WIRETRIAL_HOOK int socket(int domain, int type, int protocol) noexcept {
  SocketCall* real = next(real_socket, "socket");
  constexpr int kind_bits = 0xF;
  const bool internet = domain == AF_INET || domain == AF_INET6;
  const bool stream = internet && (type & kind_bits) == SOCK_STREAM;
  if (channel() == nullptr || !stream) return real(domain, type, protocol);
  const Decision decision = decide(*channel(), {Call::socket, 0, 0});
  if (decision.error != 0) {
    errno = decision.error;
    return -1;
  }
  const int descriptor = real(domain, type, protocol);
  if (descriptor >= 0) (void)look_at(descriptor);
  return descriptor;
}

WIRETRIAL_HOOK int accept4(int descriptor, sockaddr* address, socklen_t* size, int flags) {
  Accept4Call* real = next(real_accept4, "accept4");
  const Decision decision = consider(Call::accept, descriptor, 0, false);
  if (decision.error == ECONNABORTED) return abort_next(real(descriptor, nullptr, nullptr, flags));
  if (decision.error != 0) {
    report_readiness_again(descriptor);
    errno = decision.error;
    return -1;
  }
  const int accepted = real(descriptor, address, size, flags);
  note_result(accepted);
  if (accepted >= 0 && channel() != nullptr) (void)look_at(accepted);
  return accepted;
}

WIRETRIAL_HOOK int accept(int descriptor, sockaddr* address, socklen_t* size) {
  return accept4(descriptor, address, size, 0);
}

WIRETRIAL_HOOK int connect(int descriptor, const sockaddr* address, socklen_t size) {
  ConnectCall* real = next(real_connect, "connect");
  const Decision decision = consider(Call::connect, descriptor, 0, false);
  if (decision.error == EINTR) return interrupt_connect(descriptor, address, size, real);
  if (decision.error != 0) {
    errno = decision.error;
    return -1;
  }
  const int result = real(descriptor, address, size);
  note_result(result);
  return result;
}

WIRETRIAL_HOOK int epoll_ctl(int instance, int operation, int descriptor,
                             epoll_event* event) noexcept {
  EpollCtlCall* real = next(real_epoll_ctl, "epoll_ctl");
  const int result = real(instance, operation, descriptor, event);
  if (result == 0 && channel() != nullptr) note_epoll(instance, operation, descriptor, event);
  return result;
}
