#include "harness/exec/courier.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/exec/subject_deadline.hpp"

namespace wiretrial::exec {

using model::Closing;
using model::Ending;
using model::Exchange;
using model::Reaction;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

// A subject that sleeps on a segment for so long peeks, or waits for more; one that is not asleep
// has yet to be given a processor.
constexpr milliseconds settling(20);
// Before that nobody needs to know whether it sleeps, which costs more than to ask what it has
// taken.
constexpr milliseconds patience(2);
constexpr milliseconds longest_barrier(2000);
// Between two questions nobody knows whether it slept on.
constexpr milliseconds longest_doze(1);
// A server whose backlog is full leaves a connection unanswered for as long as it is full.
constexpr milliseconds longest_connecting(2000);
constexpr milliseconds longest_reading(10'000);
constexpr timespec socket_barrier_pause{0, 50'000};
// For a server that accepts nothing and whose queue is full; the kernel would try for minutes.
constexpr timeval longest_connect{2, 0};
// The kernel is asked so often without a pause: mostly a segment is taken at once.
constexpr int eager_socket_questions = 16;
// Who says more than this would go on for ever.
constexpr std::size_t longest_answer_bytes = 32UL * 1024 * 1024;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Address address_of(const Endpoint& endpoint) {
  Address address;
  auto* four = reinterpret_cast<sockaddr_in*>(&address.storage);
  if (::inet_pton(AF_INET, endpoint.host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(endpoint.port);
    address.size = sizeof(sockaddr_in);
    return address;
  }
  auto* six = reinterpret_cast<sockaddr_in6*>(&address.storage);
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(endpoint.port);
  ::inet_pton(AF_INET6, endpoint.host.c_str(), &six->sin6_addr);
  address.size = sizeof(sockaddr_in6);
  return address;
}

// A socket of ours; closing it resets the connection.
class Socket {
 public:
  explicit Socket(int family)
      : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const linger none{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &longest_connect, sizeof longest_connect);
  }
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Each segment goes out by itself.
  void send_at_once() const {
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  // False when nobody takes the connection before the deadline.
  [[nodiscard]] bool connect(const Endpoint& server, milliseconds deadline) const {
    const Address address = address_of(server);
    const auto* target = reinterpret_cast<const sockaddr*>(&address.storage);
    if (::connect(descriptor_, target, address.size) == 0) return true;
    if (errno == EINPROGRESS) {
      pollfd watched{descriptor_, POLLOUT, 0};
      if (::poll(&watched, 1, static_cast<int>(deadline.count())) <= 0) return false;
      socklen_t size = sizeof errno;
      ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &errno, &size);
      if (errno == 0) return true;
    }
    if (errno == EADDRNOTAVAIL || errno == EMFILE) {
      throw std::system_error(errno, std::generic_category(), "connect");
    }
    return false;
  }

  [[nodiscard]] int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

Endpoint own_end(int descriptor, const std::string& peer_host) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &size);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (storage.ss_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(&storage);
    ::inet_ntop(AF_INET, &four->sin_addr, text.data(), text.size());
    return {text.data(), ntohs(four->sin_port)};
  }
  return {peer_host, ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port)};
}

// One connection in the middle of an exchange.
class Conversation {
 public:
  Conversation(int descriptor, int pid, milliseconds deadline)
      : descriptor_(descriptor), pid_(pid), deadline_(deadline) {}

  // Sends everything, reading meanwhile; false when the connection ended before.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count =
          ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
        sent_ += static_cast<std::uint64_t>(count);
        continue;
      }
      // What the subject said before it left is still to be read.
      if (errno != EAGAIN && errno != EINTR) return false;
      if (!await(POLLIN | POLLOUT)) return false;
      if (!take()) return false;
    }
    return true;
  }

  void finish() { ::shutdown(descriptor_, SHUT_WR); }

  // Reads to the end, or until the deadline passed. What comes mostly comes together with the end.
  void read() {
    const auto latest = Clock::now() + longest_reading;
    while (!ended_ && await(POLLIN)) {
      if (Clock::now() >= latest) {
        reaction_.close = Closing::open;
        return;
      }
      const std::size_t before = reaction_.answer.size();
      if (!take()) return;
      if (reaction_.answer.size() > before && !take()) return;
    }
  }

  // Until the subject has read all that was sent, or has slept on it for long enough. One with a
  // thread that ticks sleeps most of the time, and never for long.
  void barrier(SocketInspector& inspector, const Endpoint& server) {
    const Endpoint own = own_end(descriptor_, server.host);
    const auto began = Clock::now();
    auto asked_last = began;
    Clock::duration slept(0);
    int questions = 0;
    while (Clock::now() < began + longest_barrier) {
      const auto now = Clock::now();
      const auto since = std::min<Clock::duration>(now - asked_last, longest_doze);
      asked_last = now;
      const bool is_soon = now - began <= patience;
      if (is_soon || pid_ == 0 || all_asleep(read_threads(pid_))) slept += since;
      if (slept > settling) return;
      const auto state = inspector.find(server, own);
      if (!state || (state->receive_queue == 0 && state->bytes_received >= sent_)) return;
      if (++questions <= eager_socket_questions) continue;
      pollfd watched{descriptor_, POLLIN, 0};
      if (::ppoll(&watched, 1, &socket_barrier_pause, nullptr) > 0 && !take()) return;
    }
  }

  [[nodiscard]] Reaction result() { return std::move(reaction_); }

 private:
  // False, and the reaction is `open`, when nothing happened until the deadline.
  bool await(short events) {
    pollfd watched{descriptor_, events, 0};
    const int half = std::max(1, static_cast<int>(deadline_.count() / 2));
    if (::poll(&watched, 1, half) > 0) return true;
    const auto since = Clock::now();
    TimeAccount account(pid_ != 0 ? read_threads(pid_) : ThreadSnapshot{});
    if (::poll(&watched, 1, half) > 0) return true;
    reaction_.close = Closing::open;
    if (pid_ != 0) {
      account.take(read_threads(pid_), Clock::now() - since);
      reaction_.busy = account.is_busy();
    }
    ended_ = true;
    return false;
  }

  // Takes what has come, without waiting; false at the end.
  bool take() {
    const ssize_t count = ::recv(descriptor_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (count > 0) {
      reaction_.answer.append(buffer_.data(), static_cast<std::size_t>(count));
      if (reaction_.answer.size() < longest_answer_bytes) return true;
      reaction_.close = Closing::open;
    } else {
      reaction_.close = count == 0 ? Closing::fin : Closing::rst;
    }
    ended_ = true;
    return false;
  }

  int descriptor_;
  int pid_;
  milliseconds deadline_;
  std::uint64_t sent_ = 0;
  bool ended_ = false;
  Reaction reaction_;
  std::array<char, 16384> buffer_;
};

}  // namespace

Reaction Courier::exchange(const Exchange& exchange, milliseconds deadline) {
  const Socket socket(server_.host.find(':') == std::string::npos ? AF_INET : AF_INET6);
  if (!socket.connect(server_, longest_connecting)) return {"", Closing::refused, false};
  Conversation conversation(socket.get(), pid_, deadline);
  if (!exchange.cuts.empty()) socket.send_at_once();
  const std::string_view rest = exchange.bytes;
  std::size_t begin = 0;
  for (const std::size_t cut : exchange.cuts) {
    if (!conversation.send(rest.substr(begin, cut - begin))) break;
    conversation.barrier(inspector_, server_);
    begin = cut;
  }
  conversation.send(rest.substr(begin));
  if (exchange.ending == Ending::reset) {
    Reaction reaction = conversation.result();
    reaction.close = Closing::ours;
    return reaction;
  }
  if (exchange.ending == Ending::finish) conversation.finish();
  conversation.read();
  return conversation.result();
}

HeldConnection::HeldConnection(const Endpoint& server, std::string bytes)
    : bytes_(std::move(bytes)) {
  Socket socket(server.host.find(':') == std::string::npos ? AF_INET : AF_INET6);
  refused_ = !socket.connect(server, longest_connecting);
  if (refused_) return;
  Conversation(socket.get(), 0, settling)
      .send(std::string_view(bytes_).substr(0, bytes_.size() / 2));
  socket_ = socket.release();
}

HeldConnection::~HeldConnection() {
  if (socket_ >= 0) ::close(socket_);
}

Reaction HeldConnection::complete(milliseconds deadline) {
  if (refused_) return {"", Closing::refused, false};
  Conversation conversation(socket_, 0, deadline);
  conversation.send(std::string_view(bytes_).substr(bytes_.size() / 2));
  conversation.read();
  return conversation.result();
}

}  // namespace wiretrial::exec
