#include "harness/preload/sockets.hpp"

#include <atomic>
#include <cerrno>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "harness/preload/library.hpp"

namespace wiretrial::preload {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr int most_descriptors = 4096;
constexpr int multipath_tcp = 262;  // IPPROTO_MPTCP, which older headers lack

struct Slot {
  std::atomic<std::uint64_t> inode{0};
  std::atomic<std::uint32_t> ordinal{0};
  std::atomic<int> instance{-1};  // of epoll
  std::atomic<std::uint32_t> events{0};
  std::atomic<std::uint64_t> data{0};
};

Slot slots[most_descriptors];

Slot* slot_of(int descriptor) {
  return descriptor >= 0 && descriptor < most_descriptors ? &slots[descriptor] : nullptr;
}

class ErrnoKept {
 public:
  ErrnoKept() : error_(errno) {}
  ~ErrnoKept() { errno = error_; }
  ErrnoKept(const ErrnoKept&) = delete;
  ErrnoKept& operator=(const ErrnoKept&) = delete;

 private:
  int error_;
};

bool is_tcp(int descriptor) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0) return false;
  return protocol == IPPROTO_TCP || protocol == multipath_tcp;
}

}  // namespace

SocketFacts look_at(int descriptor) {
  const ErrnoKept kept;
  if (!is_tcp(descriptor)) return {};
  Slot* slot = slot_of(descriptor);
  struct stat status {};
  if (slot == nullptr || ::fstat(descriptor, &status) != 0) return {true, 0};
  if (slot->inode.exchange(status.st_ino, relaxed) != status.st_ino) {
    slot->ordinal.store(channel()->sockets.fetch_add(1, relaxed) + 1, relaxed);
    slot->instance.store(-1, relaxed);
  }
  return {true, slot->ordinal.load(relaxed)};
}

bool may_say_again(int descriptor, bool reading) {
  const ErrnoKept kept;
  if ((::fcntl(descriptor, F_GETFL) & O_NONBLOCK) != 0) return true;
  timeval timeout{};
  socklen_t size = sizeof timeout;
  ::getsockopt(descriptor, SOL_SOCKET, reading ? SO_RCVTIMEO : SO_SNDTIMEO, &timeout, &size);
  return timeout.tv_sec != 0 || timeout.tv_usec != 0;
}

bool is_ready(int descriptor, bool reading) {
  const ErrnoKept kept;
  pollfd entry{descriptor, static_cast<short>(reading ? POLLIN : POLLOUT), 0};
  const timespec at_once{};
  return ::syscall(SYS_ppoll, &entry, 1, &at_once, nullptr, 0) == 1;
}

void note_epoll(int instance, int operation, int descriptor, const epoll_event* event) {
  if (!look_at(descriptor).tcp) return;
  Slot* slot = slot_of(descriptor);
  if (slot == nullptr) return;
  if (operation == EPOLL_CTL_DEL || event == nullptr) {
    slot->instance.store(-1, relaxed);
    return;
  }
  slot->events.store(event->events, relaxed);
  slot->data.store(event->data.u64, relaxed);
  slot->instance.store(instance, relaxed);
}

void report_readiness_again(int descriptor) {
  const ErrnoKept kept;
  Slot* slot = slot_of(descriptor);
  if (slot == nullptr) return;
  const int instance = slot->instance.load(relaxed);
  epoll_event event{};
  event.events = slot->events.load(relaxed);
  event.data.u64 = slot->data.load(relaxed);
  // One-shot watchers ask again by themselves, and the others are told again anyway.
  const bool by_edge = (event.events & EPOLLET) != 0 && (event.events & EPOLLONESHOT) == 0;
  if (instance >= 0 && by_edge) {
    ::syscall(SYS_epoll_ctl, instance, EPOLL_CTL_MOD, descriptor, &event);
  }
}

}  // namespace wiretrial::preload
