// The calls that move bytes. Short ones are true: the rest really stays where it was.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "harness/preload/hooks.hpp"
#include "harness/preload/library.hpp"
#include "harness/preload/sockets.hpp"

namespace wiretrial::preload {

namespace {

// A shortened vector has no more parts than this.
constexpr int most_parts = 16;

// A connection that failed is over for both ends, as it would be.
ssize_t fail(int descriptor, Call call, int error, int flags) {
  if (is_fatal(error)) ::syscall(SYS_shutdown, descriptor, SHUT_RDWR);
  if (error == EPIPE && call == Call::send && (flags & MSG_NOSIGNAL) == 0) ::raise(SIGPIPE);
  report_readiness_again(descriptor);
  errno = error;
  return -1;
}

// Makes the call with what the rules leave of it; `real` takes the length to ask for.
template <typename Real>
ssize_t transfer(Call call, int descriptor, std::size_t length, int flags, const Real& real) {
  const Decision decision = consider(call, descriptor, length, (flags & MSG_PEEK) == 0);
  if (decision.error != 0) return fail(descriptor, call, decision.error, flags);
  const ssize_t result = real(decision.hit ? decision.length : length);
  note_result(result);
  if (decision.hit && result >= 0) report_readiness_again(descriptor);
  return result;
}

struct Parts {
  iovec parts[most_parts];
  int count = 0;
};

std::size_t total(const iovec* parts, std::size_t count) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length += parts[i].iov_len;
  return length;
}

// The first `length` bytes of the vector.
Parts shortened(const iovec* parts, std::size_t count, std::size_t length) {
  Parts result{};
  for (std::size_t i = 0; i < count && length > 0 && result.count < most_parts; ++i) {
    iovec& part = result.parts[result.count++];
    part = {parts[i].iov_base, std::min(parts[i].iov_len, length)};
    length -= part.iov_len;
  }
  return result;
}

using VectorCall = ssize_t(int, const iovec*, int);

ssize_t transfer_vector(Call call, int descriptor, const iovec* parts, int count,
                        VectorCall* real) {
  if (count <= 0) return real(descriptor, parts, count);
  const std::size_t length = total(parts, static_cast<std::size_t>(count));
  return transfer(call, descriptor, length, 0, [&](std::size_t asked) {
    if (asked == length) return real(descriptor, parts, count);
    const Parts fewer = shortened(parts, static_cast<std::size_t>(count), asked);
    return real(descriptor, fewer.parts, fewer.count);
  });
}

using ReadCall = ssize_t(int, void*, std::size_t);
using WriteCall = ssize_t(int, const void*, std::size_t);
using RecvCall = ssize_t(int, void*, std::size_t, int);
using SendCall = ssize_t(int, const void*, std::size_t, int);
using RecvFromCall = ssize_t(int, void*, std::size_t, int, sockaddr*, socklen_t*);
using SendToCall = ssize_t(int, const void*, std::size_t, int, const sockaddr*, socklen_t);
using RecvMsgCall = ssize_t(int, msghdr*, int);
using SendMsgCall = ssize_t(int, const msghdr*, int);

ReadCall* real_read = nullptr;
WriteCall* real_write = nullptr;
VectorCall* real_readv = nullptr;
VectorCall* real_writev = nullptr;
RecvCall* real_recv = nullptr;
SendCall* real_send = nullptr;
RecvFromCall* real_recvfrom = nullptr;
SendToCall* real_sendto = nullptr;
RecvMsgCall* real_recvmsg = nullptr;
SendMsgCall* real_sendmsg = nullptr;

// The checked forms of <bits/socket2.h> and <bits/unistd.h>: a size that does not fit is the
// program's own mistake, and aborts as it would.
void check_size(std::size_t asked, std::size_t room) {
  if (asked > room) ::abort();
}

}  // namespace

}  // namespace wiretrial::preload

using namespace wiretrial::preload;

WIRETRIAL_HOOK ssize_t read(int descriptor, void* buffer, std::size_t length) {
  ReadCall* real = next(real_read, "read");
  return transfer(Call::recv, descriptor, length, 0,
                  [&](std::size_t asked) { return real(descriptor, buffer, asked); });
}

WIRETRIAL_HOOK ssize_t write(int descriptor, const void* buffer, std::size_t length) {
  WriteCall* real = next(real_write, "write");
  return transfer(Call::send, descriptor, length, 0,
                  [&](std::size_t asked) { return real(descriptor, buffer, asked); });
}

WIRETRIAL_HOOK ssize_t readv(int descriptor, const iovec* parts, int count) {
  return transfer_vector(Call::recv, descriptor, parts, count, next(real_readv, "readv"));
}

WIRETRIAL_HOOK ssize_t writev(int descriptor, const iovec* parts, int count) {
  return transfer_vector(Call::send, descriptor, parts, count, next(real_writev, "writev"));
}

WIRETRIAL_HOOK ssize_t recv(int descriptor, void* buffer, std::size_t length, int flags) {
  RecvCall* real = next(real_recv, "recv");
  return transfer(Call::recv, descriptor, length, flags,
                  [&](std::size_t asked) { return real(descriptor, buffer, asked, flags); });
}

WIRETRIAL_HOOK ssize_t send(int descriptor, const void* buffer, std::size_t length, int flags) {
  SendCall* real = next(real_send, "send");
  return transfer(Call::send, descriptor, length, flags,
                  [&](std::size_t asked) { return real(descriptor, buffer, asked, flags); });
}

WIRETRIAL_HOOK ssize_t recvfrom(int descriptor, void* buffer, std::size_t length, int flags,
                                sockaddr* address, socklen_t* size) {
  RecvFromCall* real = next(real_recvfrom, "recvfrom");
  return transfer(Call::recv, descriptor, length, flags, [&](std::size_t asked) {
    return real(descriptor, buffer, asked, flags, address, size);
  });
}

WIRETRIAL_HOOK ssize_t sendto(int descriptor, const void* buffer, std::size_t length, int flags,
                              const sockaddr* address, socklen_t size) {
  SendToCall* real = next(real_sendto, "sendto");
  return transfer(Call::send, descriptor, length, flags, [&](std::size_t asked) {
    return real(descriptor, buffer, asked, flags, address, size);
  });
}

WIRETRIAL_HOOK ssize_t recvmsg(int descriptor, msghdr* message, int flags) {
  RecvMsgCall* real = next(real_recvmsg, "recvmsg");
  const std::size_t length = total(message->msg_iov, message->msg_iovlen);
  return transfer(Call::recv, descriptor, length, flags, [&](std::size_t asked) {
    if (asked == length) return real(descriptor, message, flags);
    Parts fewer = shortened(message->msg_iov, message->msg_iovlen, asked);
    msghdr copy = *message;
    copy.msg_iov = fewer.parts;
    copy.msg_iovlen = static_cast<std::size_t>(fewer.count);
    const ssize_t result = real(descriptor, &copy, flags);
    message->msg_namelen = copy.msg_namelen;
    message->msg_controllen = copy.msg_controllen;
    message->msg_flags = copy.msg_flags;
    return result;
  });
}

WIRETRIAL_HOOK ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  SendMsgCall* real = next(real_sendmsg, "sendmsg");
  const std::size_t length = total(message->msg_iov, message->msg_iovlen);
  return transfer(Call::send, descriptor, length, flags, [&](std::size_t asked) {
    if (asked == length) return real(descriptor, message, flags);
    Parts fewer = shortened(message->msg_iov, message->msg_iovlen, asked);
    msghdr copy = *message;
    copy.msg_iov = fewer.parts;
    copy.msg_iovlen = static_cast<std::size_t>(fewer.count);
    return real(descriptor, &copy, flags);
  });
}

WIRETRIAL_HOOK ssize_t __read_chk(int descriptor, void* buffer, std::size_t length,
                                  std::size_t room) {
  check_size(length, room);
  return read(descriptor, buffer, length);
}

WIRETRIAL_HOOK ssize_t __recv_chk(int descriptor, void* buffer, std::size_t length,
                                  std::size_t room, int flags) {
  check_size(length, room);
  return recv(descriptor, buffer, length, flags);
}

WIRETRIAL_HOOK ssize_t __recvfrom_chk(int descriptor, void* buffer, std::size_t length,
                                      std::size_t room, int flags, sockaddr* address,
                                      socklen_t* size) {
  check_size(length, room);
  return recvfrom(descriptor, buffer, length, flags, address, size);
}
