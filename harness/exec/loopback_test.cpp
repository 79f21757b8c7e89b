// The kernel's tables about real sockets on the loopback network.
#include "harness/exec/loopback.hpp"

#include <chrono>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "catch.hpp"

namespace wiretrial::exec {

using boost::asio::ip::tcp;

namespace {

Endpoint named(const tcp::endpoint& endpoint) {
  return {endpoint.address().to_string(), endpoint.port()};
}

// A connection with both ends in this process.
struct Pair {
  boost::asio::io_context context;
  tcp::acceptor acceptor;
  tcp::socket ours{context};
  tcp::socket theirs{context};

  explicit Pair(const char* address = "127.0.0.1")
      : acceptor(context, tcp::endpoint(boost::asio::ip::make_address(address), 0)) {
    ours.connect(acceptor.local_endpoint());
    acceptor.accept(theirs);
  }
};

bool has_ipv6() {
  boost::asio::io_context context;
  tcp::acceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(tcp::v6(), error);
  if (!error) acceptor.bind(tcp::endpoint(boost::asio::ip::make_address("::1"), 0), error);
  return !error;
}

}  // namespace

TEST_CASE("both ends of a connection are found, each as its own") {
  for (const char* address : {"127.0.0.1", "127.9.8.7", "::1"}) {
    if (std::string(address) == "::1" && !has_ipv6()) continue;
    INFO(address);
    Pair pair(address);
    SocketInspector inspector;
    const auto own = named(pair.ours.local_endpoint());
    const auto peer = named(pair.ours.remote_endpoint());
    const auto one = inspector.find(own, peer);
    const auto other = inspector.find(peer, own);
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->state == tcp_state_established);
    CHECK(one->inode != 0);
    CHECK(other->inode != 0);
    CHECK(one->inode != other->inode);
  }
}

TEST_CASE("bytes are counted as received, and queued until they are read") {
  Pair pair;
  SocketInspector inspector;
  const auto state = [&] {
    return inspector.find(named(pair.theirs.local_endpoint()),
                          named(pair.theirs.remote_endpoint()));
  };
  CHECK(state()->receive_queue == 0);
  CHECK(state()->bytes_received == 0);
  boost::asio::write(pair.ours, boost::asio::buffer(std::string(100, 'x')));
  CHECK(state()->receive_queue == 100);
  CHECK(state()->bytes_received == 100);
  std::string data(60, '\0');
  boost::asio::read(pair.theirs, boost::asio::buffer(data));
  CHECK(state()->receive_queue == 40);
  CHECK(state()->bytes_received == 100);
}

TEST_CASE("a FIN counts one, and the end that sent it waits for the other") {
  Pair pair;
  SocketInspector inspector;
  const auto own = named(pair.ours.local_endpoint());
  const auto peer = named(pair.ours.remote_endpoint());
  boost::asio::write(pair.ours, boost::asio::buffer(std::string(5, 'x')));
  pair.ours.shutdown(tcp::socket::shutdown_send);
  CHECK(inspector.find(peer, own)->bytes_received == 6);
  // The acknowledgement of the FIN may be delayed (tcp(7)).
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto waits = [&] { return inspector.find(own, peer)->state == tcp_state_fin_wait2; };
  while (!waits() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  CHECK(waits());
}

TEST_CASE("a connection that was reset is gone, and one that never was is not found") {
  Pair pair;
  SocketInspector inspector;
  const auto own = named(pair.ours.local_endpoint());
  const auto peer = named(pair.ours.remote_endpoint());
  pair.ours.set_option(boost::asio::socket_base::linger(true, 0));
  pair.ours.close();
  CHECK_FALSE(inspector.find(own, peer));
  CHECK_FALSE(inspector.find(peer, own));  // although a socket listens there
  CHECK_FALSE(inspector.find({"127.0.0.1", 1}, {"127.0.0.1", 2}));
}

TEST_CASE("an end that was closed has no descriptor any more") {
  Pair pair;
  SocketInspector inspector;
  const auto own = named(pair.ours.local_endpoint());
  const auto peer = named(pair.ours.remote_endpoint());
  pair.ours.close();
  const auto left = inspector.find(own, peer);
  CHECK((!left || left->inode == 0));
}

TEST_CASE("a listening socket is found by its address, or by the wildcard's") {
  SocketInspector inspector;
  boost::asio::io_context context;
  for (const char* address : {"127.0.0.1", "0.0.0.0"}) {
    INFO(address);
    tcp::acceptor acceptor(context, tcp::endpoint(boost::asio::ip::make_address(address), 0));
    const auto port = acceptor.local_endpoint().port();
    const auto listener = inspector.find_listener({"127.0.0.1", port});
    REQUIRE(listener);
    CHECK(listener->state == tcp_state_listening);
    CHECK(listener->inode != 0);
    acceptor.close();
    CHECK_FALSE(inspector.find_listener({"127.0.0.1", port}));
  }
}

TEST_CASE("a socket that is bound and does not listen is no listener") {
  SocketInspector inspector;
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, tcp::v4());
  acceptor.bind(tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0));
  CHECK_FALSE(inspector.find_listener({"127.0.0.1", acceptor.local_endpoint().port()}));
}

}  // namespace wiretrial::exec
