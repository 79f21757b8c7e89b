// Server and client on real sockets of this machine. Timing is tested with the sessions; here it is
// that the sessions are joined to the sockets rightly.
#include <functional>
#include <stdexcept>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "catch.hpp"
#include "impl/app/answer.hpp"
#include "impl/app/client_exchange.hpp"
#include "impl/net/client.hpp"
#include "impl/net/server.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using Kind = ExchangeFailure::Kind;

// A server that serves on its own thread for as long as the test lasts.
class RunningServer {
 public:
  explicit RunningServer(const std::string& host = "127.0.0.1",
                         std::chrono::milliseconds idle_limit = 10s)
      : server_({host, 0, {Limits{}, idle_limit}}, answer_request),
        thread_([this] { server_.run(); }) {}

  ~RunningServer() {
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  Server server_;
  std::thread thread_;
};

ExchangeResult exchange(const std::string& host, std::uint16_t port, Message request) {
  ClientOptions options{host, port, 2s, {Limits{}, 2s, 2s}};
  return Client(options).exchange(std::move(request));
}

std::string shown_by_server(const std::string& host, std::uint16_t port, Message request) {
  auto result = exchange(host, port, std::move(request));
  if (const auto* failure = std::get_if<ExchangeFailure>(&result)) return failure->message;
  return std::get<std::string>(shown_result(std::get<Message>(std::move(result))));
}

// A socket of the test's own, connected to a server.
struct RawPeer {
  explicit RawPeer(std::uint16_t port) {
    socket.connect({asio::ip::address_v4::loopback(), port});
    socket.set_option(tcp::no_delay(true));
  }

  void send(std::string_view bytes) {
    asio::write(socket, asio::buffer(bytes.data(), bytes.size()));
  }

  // Everything up to the end of the stream; a reset is an exception.
  std::string receive_all() {
    std::string bytes;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(bytes), error);
    if (error != asio::error::eof) throw boost::system::system_error(error);
    return bytes;
  }

  asio::io_context context;
  tcp::socket socket{context};
};

TEST_CASE("requests of all sizes are answered over IPv4") {
  const RunningServer server;
  for (const std::size_t size : {0U, 1U, 100'000U, 5'000'000U}) {
    const std::string value(size, 'x');
    CHECK(shown_by_server("127.0.0.1", server.port(), make_request("search", value)) ==
          "No match for '" + value + "'.");
    CHECK(shown_by_server("127.0.0.1", server.port(), make_request("opaque", value)) ==
          "First 10 bytes of request: " + ("opaque" + value).substr(0, 10));
  }
}

TEST_CASE("a name is tried at every address it has") {
  const RunningServer server;
  CHECK(shown_by_server("localhost", server.port(), make_request("search", "ring")) ==
        "In the caves beneath the Misty Mountains. 💍");
}

TEST_CASE("a request that comes byte by byte is answered, and bytes after it cause no reset") {
  const RunningServer server;
  const std::string request = encode(make_request("search", "ring"));
  RawPeer bytewise(server.port());
  for (const char byte : request) bytewise.send({&byte, 1});
  const std::string answer = bytewise.receive_all();
  CHECK(answer.find("Misty Mountains") != std::string::npos);
  for (const std::size_t more : {1U, 10'000U, 2'000'000U}) {
    RawPeer peer(server.port());
    peer.send(request + std::string(more, 'x'));
    CHECK(peer.receive_all() == answer);
  }
}

TEST_CASE("a half-closed request is answered, an incomplete one is not") {
  const RunningServer server;
  const std::string request = encode(make_request("search", "ring"));
  for (const std::size_t missing : {0U, 1U, 60U, 130U}) {
    RawPeer peer(server.port());
    peer.send(std::string_view(request).substr(0, request.size() - missing));
    peer.socket.shutdown(tcp::socket::shutdown_send);
    CHECK(peer.receive_all().empty() == (missing > 0));
  }
}

TEST_CASE("stalled connections hold up nobody, and end at the idle limit") {
  const RunningServer server("127.0.0.1", 300ms);
  std::vector<std::unique_ptr<RawPeer>> peers;
  for (int index = 0; index < 250; ++index) {
    peers.push_back(std::make_unique<RawPeer>(server.port()));
    peers.back()->send("\x01");
  }
  CHECK(shown_by_server("127.0.0.1", server.port(), make_request("a", "b")) ==
        "First 10 bytes of request: ab");
  for (const auto& peer : peers) CHECK(peer->receive_all().empty());
}

TEST_CASE("a port that is taken is an error that names it") {
  const RunningServer server;
  std::string reason;
  try {
    Server second({"127.0.0.1", server.port(), {}}, answer_request);
  } catch (const std::runtime_error& error) {
    reason = error.what();
  }
  CHECK(reason.find("127.0.0.1 port " + std::to_string(server.port())) != std::string::npos);
}

// Accepts one connection on its own thread and plays the server on it.
class ScriptedServer {
 public:
  using Script = std::function<void(tcp::socket&)>;

  explicit ScriptedServer(Script script)
      : thread_([this, script = std::move(script)] {
          tcp::socket socket = acceptor_.accept();
          script(socket);
        }) {}
  ~ScriptedServer() { thread_.join(); }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

void send(tcp::socket& socket, std::string_view bytes) {
  asio::write(socket, asio::buffer(bytes.data(), bytes.size()));
}

void wait_for_end(tcp::socket& socket) {
  std::string ignored;
  boost::system::error_code error;
  asio::read(socket, asio::dynamic_buffer(ignored), error);
}

TEST_CASE("failures have their kinds") {
  struct Case {
    ScriptedServer::Script script;
    Kind kind;
  };
  const Case cases[] = {
      {[](tcp::socket& socket) { socket.close(); }, Kind::closed},
      {[](tcp::socket& socket) {
         send(socket, test::json_message("{}").substr(0, 50));
         socket.shutdown(tcp::socket::shutdown_send);
         wait_for_end(socket);
       },
       Kind::closed},
      {[](tcp::socket& socket) {
         send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n" + std::string(20'000, 'x'));
         wait_for_end(socket);
       },
       Kind::invalid_response},
      {wait_for_end, Kind::response_timed_out},
  };
  for (const Case& one : cases) {
    ScriptedServer server(one.script);
    ClientOptions options{"127.0.0.1", server.port(), 2s, {Limits{}, 2s, 200ms}};
    const auto result = Client(options).exchange(make_request("a", "b"));
    CHECK(std::get<ExchangeFailure>(result).kind == one.kind);
  }
}

TEST_CASE("nobody listening is refused, no route is unreachable") {
  asio::io_context context;
  // Bound and not listening: nobody else can take the port meanwhile.
  tcp::socket bound(context, {asio::ip::address_v4::loopback(), 0});
  const auto refused = exchange("127.0.0.1", bound.local_endpoint().port(), make_request("a", "b"));
  CHECK(std::get<ExchangeFailure>(refused).kind == Kind::refused);
  const auto unreachable = exchange("127.255.255.255", 1, make_request("a", "b"));
  CHECK(std::get<ExchangeFailure>(unreachable).kind == Kind::unreachable);
}

TEST_CASE("a response counts although the request was not read, and a reset comes after it") {
  ScriptedServer server([](tcp::socket& socket) {
    send(socket, test::json_message(R"({"result":"early"})"));
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  CHECK(shown_by_server("127.0.0.1", server.port(),
                        make_request("a", std::string(8'000'000, 'b'))) == "early");
}

TEST_CASE("the client leaves with the last byte of the response") {
  ScriptedServer server([](tcp::socket& socket) {
    send(socket, test::json_message(R"({"result":"done"})") + "more");
    wait_for_end(socket);
  });
  CHECK(shown_by_server("127.0.0.1", server.port(), make_request("a", "b")) == "done");
}

}  // namespace
}  // namespace wiretrial::impl
