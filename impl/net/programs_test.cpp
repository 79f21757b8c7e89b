// The servers and clients of Echo, Wave and Fetch on real sockets of this machine. What the clauses
// say is judged by the scenarios; here it is what those cannot see: names with several addresses,
// one client at a time, and what a call reports to its caller.
#include <functional>
#include <latch>
#include <optional>
#include <stdexcept>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "catch.hpp"
#include "impl/net/call.hpp"
#include "impl/net/echo_server.hpp"
#include "impl/net/reconnector.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using Stage = CallFailure::Stage;

class RunningEcho {
 public:
  explicit RunningEcho(const std::string& host, Serving serving = Serving::all)
      : server_({.host = host, .addresses = Addresses::every, .serving = serving}),
        thread_([this] { server_.run(); }) {}
  ~RunningEcho() {
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] std::vector<tcp::endpoint> endpoints() const {
    return server_.service().endpoints();
  }
  [[nodiscard]] std::uint16_t port() const { return endpoints().front().port(); }

 private:
  EchoServer server_;
  std::thread thread_;
};

std::string echoed(const std::string& host, std::uint16_t port, std::string_view value) {
  CallOptions options{{host, port, 2s}, 2s, true};
  std::string bytes;
  const auto failure = call(options, value, [&](std::string_view more) {
    bytes += more;
    return true;
  });
  return failure ? failure->reason : bytes;
}

bool machine_has_ipv6() {
  asio::io_context context;
  tcp::acceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(tcp::v6(), error);
  if (!error) acceptor.bind({asio::ip::address_v6::loopback(), 0}, error);
  return !error;
}

TEST_CASE("a server of all addresses of the machine is reached by IPv4 and by IPv6, on one port") {
  const RunningEcho server("*");
  CHECK(echoed("127.0.0.1", server.port(), "four") == "four");
  if (!machine_has_ipv6()) return;
  CHECK(server.endpoints().size() == 2);
  for (const tcp::endpoint& endpoint : server.endpoints()) CHECK(endpoint.port() == server.port());
  CHECK(echoed("::1", server.port(), "six") == "six");
}

TEST_CASE("values of all sizes come back while they are sent") {
  const RunningEcho server("localhost");
  for (const std::size_t size : {0U, 1U, 100'000U, 20'000'000U}) {
    const std::string value(size, 'x');
    CHECK((echoed("localhost", server.port(), value) == value));
  }
}

TEST_CASE("who waits for a server of one client at a time is served when that is gone") {
  const RunningEcho server("127.0.0.1", Serving::one_at_a_time);
  asio::io_context context;
  std::optional<tcp::socket> first(context);
  first->connect({asio::ip::address_v4::loopback(), server.port()});
  std::string answer(2, ' ');
  asio::write(*first, asio::buffer("ab", 2));
  asio::read(*first, asio::buffer(answer));
  CHECK(answer == "ab");
  tcp::socket second(context);
  second.connect({asio::ip::address_v4::loopback(), server.port()});
  asio::write(second, asio::buffer("cd", 2));
  // The first is still served, and alone.
  asio::write(*first, asio::buffer("ef", 2));
  asio::read(*first, asio::buffer(answer));
  CHECK(answer == "ef");
  CHECK(second.available() == 0);
  first.reset();
  asio::read(second, asio::buffer(answer));
  CHECK(answer == "cd");
}

TEST_CASE("a port that is taken, and a name that nobody knows, are errors that name them") {
  const RunningEcho server("127.0.0.1");
  for (const std::string host : {"127.0.0.1", "nobody.invalid"}) {
    std::string reason;
    try {
      EchoServer second({.host = host, .port = server.port(), .addresses = Addresses::every});
    } catch (const std::runtime_error& error) {
      reason = error.what();
    }
    CHECK(reason.find(host + " port " + std::to_string(server.port())) != std::string::npos);
  }
}

// Accepts connections on its own thread, and plays the server on each.
class ScriptedServer {
 public:
  using Script = std::function<void(tcp::socket&)>;

  explicit ScriptedServer(Script script, int connections = 1)
      : thread_([this, connections, script = std::move(script)] {
          for (int number = 0; number < connections; ++number) {
            tcp::socket socket = acceptor_.accept();
            script(socket);
          }
        }) {}
  ~ScriptedServer() { thread_.join(); }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

void wait_for_end(tcp::socket& socket) {
  std::string ignored;
  boost::system::error_code error;
  asio::read(socket, asio::dynamic_buffer(ignored), error);
}

void reset(tcp::socket& socket) {
  socket.set_option(asio::socket_base::linger(true, 0));
  socket.close();
}

std::optional<Stage> stage_of_failure(std::string_view request,
                                      const ScriptedServer::Script& script) {
  std::latch call_is_over(1);
  ScriptedServer server([&](tcp::socket& socket) {
    script(socket);
    call_is_over.wait();
  });
  const CallOptions options{{"127.0.0.1", server.port(), 2s}, 300ms, false};
  const auto failure = call(options, request, [](std::string_view) { return true; });
  call_is_over.count_down();
  return failure ? std::optional(failure->stage) : std::nullopt;
}

TEST_CASE("a call reports what was being done when it failed") {
  CHECK(stage_of_failure("", [](tcp::socket& socket) { socket.close(); }) == std::nullopt);
  CHECK(stage_of_failure("x", [](tcp::socket&) {}) == Stage::receiving);
  CHECK(stage_of_failure("", reset) == Stage::receiving);
  // More than all buffers, and nobody reads it.
  const std::string large(50'000'000, 'x');
  CHECK(stage_of_failure(large, [](tcp::socket&) {}) == Stage::sending);
}

TEST_CASE("a call to nobody fails in its place") {
  asio::io_context context;
  // Bound and not listening: nobody else can take the port meanwhile.
  const tcp::socket bound(context, {asio::ip::address_v4::loopback(), 0});
  const struct {
    std::string host;
    Stage stage;
  } rows[] = {{"127.0.0.1", Stage::connecting},
              {"127.255.255.255", Stage::connecting},
              {"nobody.invalid", Stage::address}};
  for (const auto& row : rows) {
    const CallOptions options{{row.host, bound.local_endpoint().port(), 2s}, 2s, false};
    const auto failure = call(options, "x", [](std::string_view) { return true; });
    REQUIRE(failure);
    CHECK(failure->stage == row.stage);
  }
}

TEST_CASE("a connection that is lost is made again, whatever ended it, until it is told to stop") {
  int accepted = 0;
  ScriptedServer server(
      [&accepted](tcp::socket& socket) {
        const int number = accepted++;
        asio::write(socket, asio::buffer(number == 1 ? "?" : "!", 1));
        if (number == 0) return socket.close();
        if (number == 2) return reset(socket);
        wait_for_end(socket);
      },
      4);
  std::string heard;
  std::vector<std::string> reasons;
  Reconnector* running = nullptr;
  Reconnector reconnector({{"127.0.0.1", server.port(), 2s}, 200ms},
                          {.connected = [&] { heard += '('; },
                           .received =
                               [&](std::string_view bytes) {
                                 heard += bytes;
                                 return bytes == "?" ? Heard::nonsense : Heard::life;
                               },
                           .lost =
                               [&](const std::string& reason) {
                                 reasons.push_back(reason);
                                 if (reasons.size() == 4) running->stop();
                                 return 1ms;
                               }});
  running = &reconnector;
  reconnector.run();
  CHECK(reasons.size() == 4);
  CHECK(reasons[1] == "the server says something else");
  CHECK(reasons[3] == "the server is silent");
  CHECK(heard.starts_with("(!(?("));
}

}  // namespace
}  // namespace wiretrial::impl
