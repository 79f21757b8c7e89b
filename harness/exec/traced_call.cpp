#include "harness/exec/traced_call.hpp"

#if defined(__x86_64__)

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

namespace wiretrial::exec {

using preload::Call;

namespace {

constexpr int multipath_tcp = 262;  // IPPROTO_MPTCP, which older headers lack

int process_of(pid_t thread) {
  std::ifstream file("/proc/" + std::to_string(thread) + "/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("Tgid:")) return std::atoi(line.c_str() + sizeof "Tgid:" - 1);
  }
  return thread;
}

// A descriptor of another process as one of our own, while it lives.
class Borrowed {
 public:
  Borrowed(pid_t thread, int descriptor) {
    const long process = ::syscall(SYS_pidfd_open, process_of(thread), 0);
    if (process < 0) return;
    own_ = static_cast<int>(::syscall(SYS_pidfd_getfd, process, descriptor, 0));
    ::close(static_cast<int>(process));
  }
  ~Borrowed() {
    if (own_ >= 0) ::close(own_);
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  [[nodiscard]] int get() const { return own_; }

 private:
  int own_ = -1;
};

const TracedNumber* find(long number) {
  for (const TracedNumber& traced : traced_numbers()) {
    if (traced.number == number) return &traced;
  }
  return nullptr;
}

// What a call asks for, and how it asks for less. A vector is asked for its first part alone.
struct Wish {
  std::uint64_t length = 0;
  bool can_be_short = false;
  bool is_vector = false;
  iovec first{};
};

bool read_memory(pid_t thread, std::uint64_t address, void* target, std::size_t length) {
  const iovec here{target, length};
  const iovec there{reinterpret_cast<void*>(address), length};
  return ::process_vm_readv(thread, &here, 1, &there, 1, 0) == static_cast<ssize_t>(length);
}

Wish wish_of(pid_t thread, const user_regs_struct& registers) {
  Wish wish;
  switch (static_cast<long>(registers.orig_rax)) {
    case SYS_read:
    case SYS_write:
    case SYS_sendto:
      return {registers.rdx, true, false, {}};
    case SYS_recvfrom:
      return {registers.rdx, (registers.r10 & MSG_PEEK) == 0, false, {}};
    case SYS_readv:
    case SYS_writev:
      wish.is_vector =
          registers.rdx > 0 && read_memory(thread, registers.rsi, &wish.first, sizeof wish.first);
      break;
    default:
      break;
  }
  wish.length = wish.first.iov_len;
  wish.can_be_short = wish.is_vector;
  return wish;
}

void ask_for_less(user_regs_struct& registers, const Wish& wish, std::uint64_t length) {
  registers.rdx = length;
  if (!wish.is_vector) return;
  registers.rsi = reinterpret_cast<std::uint64_t>(wish.first.iov_base);
  registers.orig_rax = registers.orig_rax == SYS_readv ? SYS_read : SYS_write;
}

bool may_say_again(int descriptor, bool reading) {
  if ((::fcntl(descriptor, F_GETFL) & O_NONBLOCK) != 0) return true;
  timeval timeout{};
  socklen_t size = sizeof timeout;
  ::getsockopt(descriptor, SOL_SOCKET, reading ? SO_RCVTIMEO : SO_SNDTIMEO, &timeout, &size);
  return timeout.tv_sec != 0 || timeout.tv_usec != 0;
}

bool is_ready(int descriptor, bool reading) {
  pollfd entry{descriptor, static_cast<short>(reading ? POLLIN : POLLOUT), 0};
  return ::poll(&entry, 1, 0) == 1;
}

// A program that waits for edges has a right to one after a call that did less than the kernel
// could have done (epoll(7), question 9). Setting these options to what they are makes the kernel
// tell its watchers anew: tcp_set_rcvlowat() and TCP_NOTSENT_LOWAT in net/ipv4/tcp.c.
void report_readiness_again(int descriptor, bool reading) {
  const int level = reading ? SOL_SOCKET : IPPROTO_TCP;
  const int option = reading ? SO_RCVLOWAT : TCP_NOTSENT_LOWAT;
  int value = 0;
  socklen_t size = sizeof value;
  if (::getsockopt(descriptor, level, option, &value, &size) == 0) {
    ::setsockopt(descriptor, level, option, &value, size);
  }
}

int flags_of(const user_regs_struct& registers) {
  const auto number = static_cast<long>(registers.orig_rax);
  if (number == SYS_sendto) return static_cast<int>(registers.r10);
  return number == SYS_sendmsg ? static_cast<int>(registers.rdx) : 0;
}

}  // namespace

const std::vector<TracedNumber>& traced_numbers() {
  static const std::vector<TracedNumber> numbers{
      {SYS_accept, Call::accept}, {SYS_accept4, Call::accept},  {SYS_connect, Call::connect},
      {SYS_socket, Call::socket}, {SYS_read, Call::recv},       {SYS_readv, Call::recv},
      {SYS_recvfrom, Call::recv}, {SYS_recvmsg, Call::recv},    {SYS_write, Call::send},
      {SYS_writev, Call::send},   {SYS_sendto, Call::send},     {SYS_sendmsg, Call::send},
      {SYS_poll, Call::wait},     {SYS_ppoll, Call::wait},      {SYS_select, Call::wait},
      {SYS_pselect6, Call::wait}, {SYS_epoll_wait, Call::wait}, {SYS_epoll_pwait, Call::wait}};
  return numbers;
}

CallClamp::Socket CallClamp::look_at(int descriptor) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  struct stat status {};
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0 ||
      (protocol != IPPROTO_TCP && protocol != multipath_tcp) || ::fstat(descriptor, &status) != 0) {
    return {};
  }
  std::uint32_t& ordinal = ordinals_[status.st_ino];
  if (ordinal == 0) ordinal = channel_.sockets.fetch_add(1) + 1;
  return {true, ordinal};
}

bool CallClamp::before_call(pid_t thread) {
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) return false;
  const TracedNumber* traced = find(static_cast<long>(registers.orig_rax));
  if (traced == nullptr) return false;
  preload::Request request{traced->call};
  const bool on_socket = traced->call != Call::wait && traced->call != Call::socket;
  const Borrowed borrowed(thread, on_socket ? static_cast<int>(registers.rdi) : -1);
  if (on_socket) {
    const Socket socket = borrowed.get() >= 0 ? look_at(borrowed.get()) : Socket{};
    if (!socket.tcp) return false;
    request.socket = socket.ordinal;
  }
  const bool stream = (registers.rsi & 0xFU) == SOCK_STREAM;
  if (traced->call == Call::socket && (!stream || registers.rdi == AF_UNIX)) return false;
  const Wish wish = wish_of(thread, registers);
  request.length = wish.length;
  request.can_be_short = wish.can_be_short;
  // An interrupted connect goes on in the background, which the tracer cannot arrange.
  request.can_be_interrupted = traced->call != Call::connect;
  const bool moves_bytes = traced->call == Call::recv || traced->call == Call::send;
  const bool reading = traced->call == Call::recv;
  // Nothing tells the watchers of a listening socket anew, so accept has to be spared.
  request.can_be_again = moves_bytes && preload::has_rule(channel_, traced->call, EAGAIN) &&
                         may_say_again(borrowed.get(), reading) &&
                         is_ready(borrowed.get(), reading);
  const preload::Decision decision = preload::decide(channel_, request);
  if (!decision.hit) return false;
  if (decision.error != 0) {
    if (preload::is_fatal(decision.error) && on_socket) ::shutdown(borrowed.get(), SHUT_RDWR);
    refuse(thread, registers, traced->call, decision.error);
    if (moves_bytes) report_readiness_again(borrowed.get(), reading);
    return false;
  }
  changed_[thread] = {registers, traced->call};
  ask_for_less(registers, wish, decision.length);
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
  return true;
}

// A call number of -1 makes the kernel skip the call; the result is what stands in rax.
void CallClamp::refuse(pid_t thread, user_regs_struct& registers, Call call, int error) {
  if (error == EPIPE && call == Call::send && (flags_of(registers) & MSG_NOSIGNAL) == 0) {
    ::syscall(SYS_tgkill, process_of(thread), thread, SIGPIPE);
  }
  registers.orig_rax = ~0ULL;
  registers.rax = static_cast<unsigned long long>(-static_cast<long long>(error));
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
}

// The kernel leaves a program its argument registers, and compilers rely on that (syscall(2)).
void CallClamp::put_back(pid_t thread) {
  const auto found = changed_.find(thread);
  if (found == changed_.end()) return;
  const Changed before = found->second;
  changed_.erase(found);
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) return;
  registers.rdx = before.registers.rdx;
  registers.rsi = before.registers.rsi;
  registers.orig_rax = before.registers.orig_rax;  // for a call that is begun again
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
  const Borrowed borrowed(thread, static_cast<int>(registers.rdi));
  if (borrowed.get() >= 0) report_readiness_again(borrowed.get(), before.call == Call::recv);
}

}  // namespace wiretrial::exec
#endif
