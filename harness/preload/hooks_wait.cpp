// The calls that wait for readiness: they can be interrupted, and that is all.
#include <cerrno>
#include <cstdlib>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "harness/preload/hooks.hpp"
#include "harness/preload/library.hpp"

namespace wiretrial::preload {

namespace {

using PollCall = int(pollfd*, nfds_t, int);
using PpollCall = int(pollfd*, nfds_t, const timespec*, const sigset_t*);
using SelectCall = int(int, fd_set*, fd_set*, fd_set*, timeval*);
using PselectCall = int(int, fd_set*, fd_set*, fd_set*, const timespec*, const sigset_t*);
using EpollWaitCall = int(int, epoll_event*, int, int);
using EpollPwaitCall = int(int, epoll_event*, int, int, const sigset_t*);

PollCall* real_poll = nullptr;
PpollCall* real_ppoll = nullptr;
SelectCall* real_select = nullptr;
PselectCall* real_pselect = nullptr;
EpollWaitCall* real_epoll_wait = nullptr;
EpollPwaitCall* real_epoll_pwait = nullptr;

template <typename Real>
int wait(const Real& real) {
  if (channel() == nullptr) return real();
  const Decision decision = decide(*channel(), {Call::wait, 0, 0});
  if (decision.error != 0) {
    errno = decision.error;
    return -1;
  }
  const int result = real();
  note_result(result);
  return result;
}

}  // namespace

}  // namespace wiretrial::preload

using namespace wiretrial::preload;

WIRETRIAL_HOOK int poll(pollfd* entries, nfds_t count, int timeout_ms) {
  PollCall* real = next(real_poll, "poll");
  return wait([&] { return real(entries, count, timeout_ms); });
}

WIRETRIAL_HOOK int __poll_chk(pollfd* entries, nfds_t count, int timeout_ms, std::size_t room) {
  if (room / sizeof(pollfd) < count) ::abort();
  return poll(entries, count, timeout_ms);
}

WIRETRIAL_HOOK int ppoll(pollfd* entries, nfds_t count, const timespec* timeout,
                         const sigset_t* mask) {
  PpollCall* real = next(real_ppoll, "ppoll");
  return wait([&] { return real(entries, count, timeout, mask); });
}

WIRETRIAL_HOOK int select(int count, fd_set* reading, fd_set* writing, fd_set* other,
                          timeval* timeout) {
  SelectCall* real = next(real_select, "select");
  return wait([&] { return real(count, reading, writing, other, timeout); });
}

WIRETRIAL_HOOK int pselect(int count, fd_set* reading, fd_set* writing, fd_set* other,
                           const timespec* timeout, const sigset_t* mask) {
  PselectCall* real = next(real_pselect, "pselect");
  return wait([&] { return real(count, reading, writing, other, timeout, mask); });
}

WIRETRIAL_HOOK int epoll_wait(int instance, epoll_event* events, int most, int timeout_ms) {
  EpollWaitCall* real = next(real_epoll_wait, "epoll_wait");
  return wait([&] { return real(instance, events, most, timeout_ms); });
}

WIRETRIAL_HOOK int epoll_pwait(int instance, epoll_event* events, int most, int timeout_ms,
                               const sigset_t* mask) {
  EpollPwaitCall* real = next(real_epoll_pwait, "epoll_pwait");
  return wait([&] { return real(instance, events, most, timeout_ms, mask); });
}
