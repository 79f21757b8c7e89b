#include "harness/exec/connection.hpp"

#include <vector>

#include <boost/asio/io_context.hpp>

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;

std::vector<EventKind> kinds_in(Log& log) {
  std::vector<EventKind> kinds;
  for (const model::Event& event : log.take().events) kinds.push_back(event.kind);
  return kinds;
}

}  // namespace

TEST_CASE("a connection that is reset before anybody looks was there, and was reset") {
  asio::io_context context(1);
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  Log log("");
  const auto connection = std::make_shared<Connection>(tcp::socket(context), "a", log);
  connection->connect(acceptor.local_endpoint());
  {
    tcp::socket peer = acceptor.accept();
    peer.set_option(asio::socket_base::linger(true, 0));
    peer.close();
  }
  context.run();
  connection->start_reading();
  context.restart();
  context.run();
  CHECK(connection->connected());
  CHECK(connection->ended());
  CHECK_FALSE(connection->ended_by_fin());
  CHECK(kinds_in(log) == std::vector<EventKind>{EventKind::connected, EventKind::rst_received});
}

TEST_CASE("a connection that is refused never was") {
  asio::io_context context(1);
  tcp::acceptor bound(context, tcp::v4());
  bound.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  Log log("");
  const auto connection = std::make_shared<Connection>(tcp::socket(context), "a", log);
  connection->connect(bound.local_endpoint());
  context.run();
  CHECK(connection->failed());
  CHECK(kinds_in(log) == std::vector<EventKind>{EventKind::connect_failed});
}

}  // namespace wiretrial::exec
