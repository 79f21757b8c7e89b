#include "harness/exec/required_calls.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

#include "harness/exec/loopback.hpp"

namespace wiretrial::exec {

namespace {

[[noreturn]] void refuse(const std::string& call, const std::string& reason,
                         const std::string& purpose) {
  throw std::runtime_error(
      call + " fails (" + reason + "), and nothing can be performed without it: " + purpose +
      ". In a container, allow the call in its seccomp profile (docker and podman: --security-opt "
      "seccomp=unconfined) or update what runs the container");
}

// Short of descriptors is another matter, and told where it comes about.
void require_pidfd() {
  const long descriptor = ::syscall(SYS_pidfd_open, ::getpid(), 0);
  if (descriptor >= 0) {
    ::close(static_cast<int>(descriptor));
  } else if (errno != EMFILE && errno != ENFILE) {
    refuse("pidfd_open", std::strerror(errno), "it tells when a program ends (Linux 5.3)");
  }
}

void require_threads() {
  try {
    std::thread([] {}).join();
  } catch (const std::system_error& failure) {
    if (failure.code().value() == EAGAIN) return;
    refuse("clone3", failure.code().message(), "it makes threads");
  }
}

void require_socket_diagnosis() {
  try {
    SocketInspector inspector;
    (void)inspector.find_listener({"127.0.0.1", 1});
  } catch (const std::system_error& failure) {
    if (failure.code().value() == EMFILE || failure.code().value() == ENFILE) return;
    refuse("a socket of NETLINK_SOCK_DIAG", failure.code().message(),
           "it tells whether a server listens and has read what was sent (sock_diag(7); not every "
           "sandbox has it)");
  }
}

}  // namespace

void require_system_calls() {
  require_pidfd();
  require_threads();
  require_socket_diagnosis();
}

}  // namespace wiretrial::exec
