#include "harness/exec/listeners.hpp"

#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <unistd.h>

#include "catch.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;

namespace {

bool listed(const std::string& place) {
  const std::vector<std::string> all = listening_places(::getpid());
  return std::find(all.begin(), all.end(), place) != all.end();
}

}  // namespace

TEST_CASE("sockets that listen are found with their address, others are not") {
  asio::io_context context;
  const tcp::acceptor four(context, {asio::ip::make_address("127.0.0.3"), 0});
  const std::string port = std::to_string(four.local_endpoint().port());
  CHECK(listed("127.0.0.3:" + port));
  tcp::socket client(context);
  client.connect(four.local_endpoint());
  CHECK_FALSE(listed("127.0.0.1:" + std::to_string(client.local_endpoint().port())));
  const udp::socket datagrams(context, {asio::ip::address_v4::loopback(), 0});
  CHECK(listed("UDP 127.0.0.1:" + std::to_string(datagrams.local_endpoint().port())));
  const std::string name = "wiretrial-listeners-" + std::to_string(::getpid());
  const asio::local::stream_protocol::acceptor local(context, std::string(1, '\0') + name);
  CHECK(listed("UNIX @" + name));
  boost::system::error_code none;
  tcp::acceptor six(context);
  six.open(tcp::v6(), none);
  if (!none) six.bind({asio::ip::address_v6::any(), 0}, none);
  if (none) return;  // this machine has no IPv6
  six.listen();
  CHECK(listed("[::]:" + std::to_string(six.local_endpoint().port())));
}

TEST_CASE("a process that is not there listens nowhere") {
  CHECK(listening_places(0x7fffffff).empty());
}

}  // namespace wiretrial::exec
