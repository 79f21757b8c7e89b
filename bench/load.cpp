// Exchanges one message a connection with a server, many connections at a time: connect, send, read
// to the end of the answer, close. Every answer must be the first one again. To connect costs more
// than to accept, so two threads share the work, or a quick server would wait for the generator.
//
//   load HOST PORT MESSAGE_FILE EXCHANGES IN_FLIGHT [HELD]
//
// With HELD, so many connections more are opened first and left idle; then it prints "held" and
// waits for a line on standard input. In the end it prints one line of JSON: seconds, and the 50th
// and the 99th percentile of the time from connect to the end of the answer in microseconds.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t threads = 2;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "load: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

struct Exchange {
  int connection = -1;
  Clock::time_point began;
};

// The oldest exchange is waited for, and replaced by a new one; a server that serves in turn is not
// slowed down by that, and the generator, which needs a processor as the server does, has the least
// to do.
class Load {
 public:
  Load(const sockaddr_in& server, std::string message, std::size_t exchanges)
      : server_(server), message_(std::move(message)), wanted_(exchanges) {
    latencies_us_.reserve(exchanges);
  }

  void hold(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) held_.push_back(connect());
  }

  void run(std::size_t in_flight) {
    std::vector<Exchange> exchanges(std::min(in_flight, wanted_));
    for (Exchange& exchange : exchanges) begin(exchange);
    for (std::size_t ended = 0; ended < wanted_; ++ended) {
      Exchange& oldest = exchanges[ended % exchanges.size()];
      end(oldest);
      if (ended + exchanges.size() < wanted_) begin(oldest);
    }
  }

  [[nodiscard]] const std::vector<double>& latencies_us() const { return latencies_us_; }

 private:
  int connect() const {
    const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) fail("socket (is the limit of descriptors, ulimit -n, too low?)");
    if (::connect(connection, reinterpret_cast<const sockaddr*>(&server_), sizeof server_) != 0) {
      fail("connect");
    }
    return connection;
  }

  void begin(Exchange& exchange) const {
    exchange.began = Clock::now();
    exchange.connection = connect();
    const auto size = static_cast<ssize_t>(message_.size());
    if (::send(exchange.connection, message_.data(), message_.size(), MSG_NOSIGNAL) != size) {
      fail("send");
    }
  }

  void end(const Exchange& exchange) {
    // Longer than any answer, so that it returns at the end of the stream.
    std::array<char, 4096> bytes;
    const ssize_t count = ::recv(exchange.connection, bytes.data(), bytes.size(), MSG_WAITALL);
    if (count < 0) fail("recv");
    ::close(exchange.connection);
    const std::chrono::duration<double, std::micro> took = Clock::now() - exchange.began;
    latencies_us_.push_back(took.count());
    const std::string_view answer(bytes.data(), static_cast<std::size_t>(count));
    if (first_answer_.empty()) first_answer_ = answer;
    if (answer.empty() || answer != first_answer_) {
      std::fprintf(stderr, "load: answer %zu is not the first one again\n", latencies_us_.size());
      std::exit(1);
    }
  }

  sockaddr_in server_;
  std::string message_;
  std::size_t wanted_;
  std::vector<int> held_;
  std::vector<double> latencies_us_;
  std::string first_answer_;
};

// `sorted` is not empty.
double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::size_t number(const char* word) {
  return static_cast<std::size_t>(std::strtoull(word, nullptr, 10));
}

}  // namespace

int main(int count, char** words) {
  if (count != 6 && count != 7) {
    std::fprintf(stderr, "usage: %s HOST PORT MESSAGE_FILE EXCHANGES IN_FLIGHT [HELD]\n", words[0]);
    return 2;
  }
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<std::uint16_t>(number(words[2])));
  ::inet_pton(AF_INET, words[1], &server.sin_addr);
  std::ifstream file(words[3], std::ios::binary);
  const std::string message(std::istreambuf_iterator<char>(file), {});
  std::vector<Load> loads(threads, Load(server, message, number(words[4]) / threads));
  if (count == 7) {
    loads[0].hold(number(words[6]));
    std::puts("held");
    std::fflush(stdout);
    std::getchar();
  }
  if (number(words[4]) < threads) return 0;
  const std::size_t in_flight = number(words[5]) / threads;
  const auto began = Clock::now();
  std::thread other([&] { loads[1].run(in_flight); });
  loads[0].run(in_flight);
  other.join();
  const std::chrono::duration<double> seconds = Clock::now() - began;
  std::vector<double> latencies_us;
  for (const Load& load : loads) {
    latencies_us.insert(latencies_us.end(), load.latencies_us().begin(), load.latencies_us().end());
  }
  std::sort(latencies_us.begin(), latencies_us.end());
  std::printf("{\"seconds\": %.6f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", seconds.count(),
              percentile(latencies_us, 0.5), percentile(latencies_us, 0.99));
  return 0;
}
