#include "impl/mutants/client_connector.hpp"

#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wiretrial::mutants {
namespace {

using Clock = std::chrono::steady_clock;
using FailureKind = Failure::Kind;

struct Address {
  sockaddr_storage value{};
  socklen_t size = 0;
};

struct Resolved {
  int error = 0;
  std::vector<Address> addresses;
};

Resolved look_up(const std::string& host, const std::string& port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* list = nullptr;
  Resolved resolved;
  resolved.error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    Address address;
    std::memcpy(&address.value, entry->ai_addr, entry->ai_addrlen);
    address.size = entry->ai_addrlen;
    resolved.addresses.push_back(address);
  }
  if (list != nullptr) freeaddrinfo(list);
  return resolved;
}

// Nothing when the resolver did not answer in time.
std::optional<Resolved> resolve(const Peer& peer, Clock::time_point end) {
  Resolved numeric = look_up(peer.host, peer.port, AI_NUMERICHOST);
  if (numeric.error == 0) return numeric;
  auto promise = std::make_shared<std::promise<Resolved>>();
  auto future = promise->get_future();
  std::thread([promise, host = peer.host, port = peer.port] {
    promise->set_value(look_up(host, port, 0));
  }).detach();
  if (future.wait_until(end) != std::future_status::ready) return std::nullopt;
  return future.get();
}

Failure failure_of(int error) {
  switch (error) {
    case ECONNREFUSED:
      return {FailureKind::refused, ""};
    case ETIMEDOUT:
      return {FailureKind::connect_timed_out, ""};
    case ECONNRESET:
      return {FailureKind::reset, ""};
    default:
      return {FailureKind::unreachable, std::strerror(error)};
  }
}

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// Waits until the attempt is decided: 0, or its error.
int await_attempt(int descriptor, Clock::time_point end, const ConnectRules& rules) {
  pollfd entry{descriptor, POLLOUT, 0};
  while (true) {
    const int left = rules.has_limit ? milliseconds_until(end) : -1;
    const int count = poll(&entry, 1, rules.polls_without_waiting ? 0 : left);
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) break;
    if (rules.has_limit && Clock::now() >= end) return ETIMEDOUT;
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// A socket, or the negated error.
int attempt(const Address& address, Clock::time_point end, const ConnectRules& rules) {
  while (true) {
    const int descriptor =
        socket(address.value.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int error = 0;
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address.value), address.size) != 0) {
      error = errno == EINPROGRESS ? await_attempt(descriptor, end, rules) : errno;
    }
    if (error == 0) return descriptor;
    close(descriptor);
    // An interrupted attempt says nothing about the address (CON-9).
    if (error != EINTR || rules.interruption_is_an_error) return -error;
  }
}

class Attempts {
 public:
  Attempts(const Peer& peer, const ConnectRules& rules, Clock::time_point end)
      : peer_(peer), rules_(rules), end_(end) {}

  std::variant<int, Failure> over(const std::vector<Address>& addresses) {
    Failure failure{FailureKind::unreachable, "no address"};
    bool any = false;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      const Address& address = addresses[i];
      if (rules_.only_ipv4 && address.value.ss_family != AF_INET) continue;
      if (rules_.has_limit && Clock::now() >= end_)
        return Failure{FailureKind::connect_timed_out, ""};
      const int result = attempt(address, end_of(addresses.size() - i), rules_);
      if (result >= 0) return result;
      Failure next = failure_of(-result);
      // An address without a route says less than one that refused or stayed silent.
      if (!any || next.kind != FailureKind::unreachable || rules_.last_failure_counts) {
        failure = std::move(next);
      }
      any = true;
      if (rules_.only_first_address) break;
    }
    return failure;
  }

 private:
  // Each address has an equal share of what is left, so that one that stays silent leaves some for
  // those after it.
  [[nodiscard]] Clock::time_point end_of(std::size_t addresses_left) const {
    const auto now = Clock::now();
    if (rules_.limit_for_each_address) return now + peer_.connect_limit;
    if (rules_.first_takes_all) return end_;
    return now + (end_ - now) / static_cast<Clock::rep>(addresses_left);
  }

  const Peer& peer_;
  const ConnectRules& rules_;
  Clock::time_point end_;
};

}  // namespace

std::variant<int, Failure> connect_to(const Peer& peer, const ConnectRules& rules) {
  const auto end = Clock::now() + peer.connect_limit;
  const auto resolved = resolve(peer, end);
  if (!resolved) return Failure{FailureKind::connect_timed_out, ""};
  if (resolved->error != 0)
    return Failure{FailureKind::unresolvable, gai_strerror(resolved->error)};
  auto far_end = end;
  if (rules.limit_for_each_address) {
    far_end = end + peer.connect_limit * static_cast<int>(resolved->addresses.size());
  }
  while (true) {
    if (rules.refusal_is_retried) far_end = Clock::now() + peer.connect_limit;
    auto result = Attempts(peer, rules, far_end).over(resolved->addresses);
    const auto* failure = std::get_if<Failure>(&result);
    const bool again =
        failure != nullptr && failure->kind == FailureKind::refused && rules.refusal_is_retried;
    if (!again) return result;
    constexpr int pause_ms = 50;
    poll(nullptr, 0, pause_ms);
  }
}

}  // namespace wiretrial::mutants
