// The limit for whoever answers one message a connection: accept, receive as many bytes as a
// request has, send fixed bytes, close, on one thread with epoll, and nothing else.
//
//   bare_server REQUEST_BYTES ANSWER_FILE
//
// Prints the port that it listens on, at 127.0.0.1, and serves until it is killed.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int backlog = 4096;

class BareServer {
 public:
  BareServer(std::size_t request_bytes, std::string answer)
      : request_bytes_(request_bytes), answer_(std::move(answer)) {}

  // Returns the port, or 0.
  std::uint16_t listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* place = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, place, size) != 0 || ::listen(listener_, backlog) != 0) return 0;
    if (::getsockname(listener_, place, &size) != 0) return 0;
    watch(listener_);
    return ntohs(address.sin_port);
  }

  [[noreturn]] void serve() {
    std::array<epoll_event, 64> events;
    while (true) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) {
        const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
        if (descriptor == listener_) {
          accept();
        } else {
          answer(descriptor);
        }
      }
    }
  }

 private:
  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void accept() {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (connection < 0) return;
    if (static_cast<std::size_t>(connection) >= received_.size()) {
      received_.resize(2 * static_cast<std::size_t>(connection));
    }
    received_[static_cast<std::size_t>(connection)] = 0;
    watch(connection);
  }

  void answer(int connection) {
    std::array<char, 65536> bytes;
    const ssize_t count = ::recv(connection, bytes.data(), bytes.size(), 0);
    std::size_t& received = received_[static_cast<std::size_t>(connection)];
    if (count > 0) received += static_cast<std::size_t>(count);
    if (count > 0 && received < request_bytes_) return;
    if (count > 0) ::send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(connection);
  }

  std::size_t request_bytes_;
  std::string answer_;
  int epoll_ = ::epoll_create1(0);
  int listener_ = -1;
  std::vector<std::size_t> received_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s REQUEST_BYTES ANSWER_FILE\n", words[0]);
    return 2;
  }
  std::ifstream file(words[2], std::ios::binary);
  BareServer server(std::strtoull(words[1], nullptr, 10),
                    std::string(std::istreambuf_iterator<char>(file), {}));
  const std::uint16_t port = server.listen();
  if (port == 0) {
    std::perror("bare_server");
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>(port));
  std::fflush(stdout);
  server.serve();
}
