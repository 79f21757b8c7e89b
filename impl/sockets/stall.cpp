#include "impl/sockets/stall.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "impl/sockets/moving.hpp"

namespace wiretrial::impl {

namespace {

constexpr std::size_t stalled_receive_bytes = 65536;

// A wait without progress, which is announced once, before the first of them.
class Patience {
 public:
  Patience(const char* words, std::chrono::milliseconds limit) : words_(words), limit_(limit) {}

  // Throws CallError when the limit is over before `events` come.
  void wait(int descriptor, short events, const char* call, std::uint64_t bytes) {
    if (!announced_) {
      std::fprintf(stderr, "wt-stall: waiting %s after %llu bytes\n", words_,
                   static_cast<unsigned long long>(bytes));
    }
    announced_ = true;
    const WaitLimit limit(WaitLimit::Clock::now(), limit_);
    if (!wait_until_ready(descriptor, events, limit)) {
      throw CallError(call, EAGAIN, Outcome::timed_out);
    }
  }

 private:
  const char* words_;
  std::chrono::milliseconds limit_;
  bool announced_ = false;
};

void send_patiently(int descriptor, std::string_view bytes, Patience patience, Report& report) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      report.sent_bytes += static_cast<std::uint64_t>(sent);
    } else if (errno == EAGAIN) {
      patience.wait(descriptor, POLLOUT, "send", report.sent_bytes);
    } else if (errno != EINTR) {
      throw CallError("send", errno);
    }
  }
}

void receive_patiently(int descriptor, Patience patience, Report& report) {
  std::string buffer(stalled_receive_bytes, '\0');
  while (true) {
    const ssize_t received = ::recv(descriptor, buffer.data(), buffer.size(), 0);
    if (received == 0) return;
    if (received > 0) {
      report.received.append(buffer.data(), static_cast<std::size_t>(received));
    } else if (errno == EAGAIN) {
      patience.wait(descriptor, POLLIN, "recv", report.received.size());
    } else if (errno != EINTR) {
      throw CallError("recv", errno);
    }
  }
}

template <class Work>
Report reported(const char* action, const StallOptions& options, Work work) {
  Report report;
  report.action = action;
  try {
    const Descriptor socket = connect_within(options.place, options.connect_limit);
    work(socket.number(), report);
  } catch (const CallError& failure) {
    report.add(failure);
  }
  return report;
}

}  // namespace

void StallHost::take(Descriptor connection) {
  const int number = connection.number();
  guests_[number] = Guest{std::move(connection), most_bytes_};
}

// A connection from which nothing more is wanted is waited for all the same: with no event at all
// poll tells of a reset, and of nothing else, where POLLIN would be a busy loop (poll(2)).
void StallHost::add_to(std::vector<pollfd>& waited) const {
  for (const auto& [number, guest] : guests_) {
    const short events = guest.left_bytes > 0 ? POLLIN : 0;
    waited.push_back({number, events, 0});
  }
}

void StallHost::handle(const std::vector<pollfd>& ready) {
  for (const pollfd& entry : ready) {
    const auto found = guests_.find(entry.fd);
    if (entry.revents == 0 || found == guests_.end()) continue;
    const bool reset = (entry.revents & (POLLERR | POLLHUP)) != 0;
    if (reset || !receive(found->second)) guests_.erase(found);
  }
}

bool StallHost::receive(Guest& guest) {
  std::array<char, stalled_receive_bytes> buffer{};
  const auto most = std::min<std::uint64_t>(buffer.size(), guest.left_bytes);
  const ssize_t received = ::recv(guest.connection.number(), buffer.data(), most, 0);
  if (received < 0) return errno == EAGAIN || errno == EINTR;
  guest.left_bytes -= received == 0 ? guest.left_bytes : static_cast<std::uint64_t>(received);
  return true;
}

Report send_to_staller(const StallOptions& options) {
  return reported("send", options, [&options](int descriptor, Report& report) {
    send_patiently(descriptor, options.value, {"for room", options.send_limit}, report);
    half_close(descriptor);
    // The peer's end says that it has all; to close with bytes unread would be a reset, and could
    // cost it some.
    receive_patiently(descriptor, {"for the end", options.response_limit}, report);
  });
}

Report await_silent(const StallOptions& options) {
  return reported("await", options, [&options](int descriptor, Report& report) {
    receive_patiently(descriptor, {"for bytes", options.response_limit}, report);
  });
}

}  // namespace wiretrial::impl
