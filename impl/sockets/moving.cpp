#include "impl/sockets/moving.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace wiretrial::impl {

namespace {

constexpr std::size_t receive_bytes = 65536;

// A timeout of 0 would be none at all (socket(7)), so what is left is rounded up.
void set_timeout(int descriptor, short event, int left_ms) {
  constexpr int milliseconds_per_second = 1000;
  constexpr int microseconds_per_millisecond = 1000;
  timeval value{};
  value.tv_sec = left_ms / milliseconds_per_second;
  value.tv_usec = (left_ms % milliseconds_per_second) * microseconds_per_millisecond;
  const int option = event == POLLIN ? SO_RCVTIMEO : SO_SNDTIMEO;
  checked(::setsockopt(descriptor, SOL_SOCKET, option, &value, sizeof value), "setsockopt");
}

// ETIMEDOUT is the kernel's word for its own limits; ours ends a wait for readiness (SOC-4).
CallError limit_over(const char* name) {
  return {name, EAGAIN, Outcome::timed_out};
}

// One call that moves bytes, tried again for as long as that is a remedy.
template <class Call>
ssize_t move_some(int descriptor, short event, const char* name, Mode mode, const WaitLimit& limit,
                  Call call) {
  while (true) {
    const auto now = WaitLimit::Clock::now();
    if (mode != Mode::blocking && limit.is_over(now)) throw limit_over(name);
    if (mode == Mode::timeout) set_timeout(descriptor, event, limit.left_ms(now));
    const ssize_t moved = call();
    if (moved >= 0) return moved;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) throw CallError(name, errno);
    // With a timeout EAGAIN says that it is over, or, before that, nothing: the limit decides.
    if (mode == Mode::timeout) continue;
    if (!wait_until_ready(descriptor, event, limit)) throw limit_over(name);
  }
}

}  // namespace

void set_blocking(int descriptor, bool blocking) {
  const int flags = checked(::fcntl(descriptor, F_GETFL), "fcntl");
  const int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  checked(::fcntl(descriptor, F_SETFL, wanted), "fcntl");
}

bool wait_until_ready(int descriptor, short events, const WaitLimit& limit) {
  while (true) {
    pollfd entry{descriptor, events, 0};
    const auto now = WaitLimit::Clock::now();
    const int ready = ::poll(&entry, 1, limit.left_ms(now));
    if (ready > 0) return true;
    if (ready == 0 && limit.is_over(WaitLimit::Clock::now())) return false;
    if (ready < 0 && errno != EINTR && errno != EAGAIN) throw CallError("poll", errno);
  }
}

void send_all(int descriptor, std::string_view bytes, Mode mode, const WaitLimit& limit,
              std::uint64_t& sent_bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = move_some(descriptor, POLLOUT, "send", mode, limit, [&] {
      return ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    });
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    sent_bytes += static_cast<std::uint64_t>(sent);
  }
}

std::string receive_some(int descriptor, std::size_t most, Mode mode, const WaitLimit& limit) {
  std::string bytes(most, '\0');
  const ssize_t received = move_some(descriptor, POLLIN, "recv", mode, limit, [&] {
    return ::recv(descriptor, bytes.data(), bytes.size(), 0);
  });
  bytes.resize(static_cast<std::size_t>(received));
  return bytes;
}

void receive_to_end(int descriptor, Mode mode, const WaitLimit& limit, std::string& received) {
  while (true) {
    const std::string some = receive_some(descriptor, receive_bytes, mode, limit);
    if (some.empty()) return;
    received += some;
  }
}

void send_file(int descriptor, int file, std::size_t size, const WaitLimit& limit,
               std::uint64_t& sent_bytes) {
  off_t offset = 0;
  while (static_cast<std::size_t>(offset) < size) {
    const ssize_t sent = move_some(descriptor, POLLOUT, "sendfile", Mode::non_blocking, limit, [&] {
      return ::sendfile(descriptor, file, &offset, size - static_cast<std::size_t>(offset));
    });
    // A file that was cut short meanwhile would otherwise be an endless loop (sendfile(2)).
    if (sent == 0) throw CallError("sendfile", EINVAL);
    sent_bytes += static_cast<std::uint64_t>(sent);
  }
}

void half_close(int descriptor) {
  checked(::shutdown(descriptor, SHUT_WR), "shutdown");
}

}  // namespace wiretrial::impl
