// The limit for whoever exchanges one message a connection with a server: connect, send, receive,
// reset, and nothing else.
//
//   bare_exchanges HOST PORT COUNT < MESSAGE
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

bool exchange(const sockaddr_in& server, const std::string& message) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  const linger none{1, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  std::array<char, 65536> answer;
  const bool good =
      ::connect(connection, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0 &&
      ::send(connection, message.data(), message.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(message.size()) &&
      ::recv(connection, answer.data(), answer.size(), 0) > 0;
  ::close(connection);
  return good;
}

std::string read_input() {
  std::string bytes;
  for (int byte = std::getchar(); byte != EOF; byte = std::getchar()) {
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s HOST PORT COUNT < MESSAGE\n", words[0]);
    return 2;
  }
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[2])));
  ::inet_pton(AF_INET, words[1], &server.sin_addr);
  const std::string message = read_input();
  const long exchanges = std::atol(words[3]);
  const auto began = std::chrono::steady_clock::now();
  for (long i = 0; i < exchanges; ++i) {
    if (!exchange(server, message)) {
      std::fprintf(stderr, "%s: exchange %ld failed\n", words[0], i);
      return 1;
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  std::printf("%.0f\n", static_cast<double>(exchanges) / seconds.count());
  return 0;
}
