#include "impl/sockets/listening.hpp"

#include "impl/sockets/moving.hpp"

namespace wiretrial::impl {

namespace {

constexpr int backlog = 1024;
constexpr int pause_ms = 100;

// Accepts what is there; false when descriptors or memory ran out.
bool accept_all(int listener, Host& host) {
  while (true) {
    Descriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.valid()) {
      host.take(std::move(accepted));
      continue;
    }
    const int error_number = errno;
    if (error_number == EAGAIN) return true;
    if (outcome_of(error_number) == Outcome::resources) return false;
    if (outcome_of(error_number) == Outcome::misused) throw CallError("accept", error_number);
  }
}

}  // namespace

Descriptor listen_on(const Place& place) {
  Descriptor listener = bind_socket(addresses_of(place).front(), Reuse::yes);
  checked(::listen(listener.number(), backlog), "listen");
  set_blocking(listener.number(), false);
  return listener;
}

void serve(const Descriptor& listener, Host& host) {
  bool accepting = true;
  while (true) {
    // Nothing tells that descriptors are free again, so it is tried after a pause; a listener that
    // is asked about meanwhile would be ready at once, which is a busy loop.
    const short listener_events = accepting ? POLLIN : 0;
    std::vector<pollfd> waited{{listener.number(), listener_events, 0}};
    host.add_to(waited);
    const int ready = ::poll(waited.data(), waited.size(), accepting ? -1 : pause_ms);
    if (ready < 0) {
      const bool again = errno == EINTR || errno == EAGAIN || errno == ENOMEM;
      if (!again) throw CallError("poll", errno);
      continue;
    }
    host.handle({waited.begin() + 1, waited.end()});
    accepting = accept_all(listener.number(), host);
  }
}

}  // namespace wiretrial::impl
