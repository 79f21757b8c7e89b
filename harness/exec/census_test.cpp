#include "harness/exec/census.hpp"

#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

using boost::asio::ip::tcp;
using Counts = std::map<std::string, std::int64_t>;

Endpoint named(const tcp::endpoint& endpoint) {
  return {endpoint.address().to_string(), endpoint.port()};
}

// A listening socket, and connections to it that the census knows.
struct Place {
  boost::asio::io_context context;
  tcp::acceptor acceptor{context, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)};
  SocketInspector inspector;
  SocketCensus census;

  struct Pair {
    tcp::socket ours;
    tcp::socket subjects;
  };
  Pair connect() {
    Pair pair{tcp::socket(context), tcp::socket(context)};
    pair.ours.connect(acceptor.local_endpoint());
    acceptor.accept(pair.subjects);
    census.add(named(pair.ours.local_endpoint()));
    return pair;
  }
  Counts count(const Endpoint& subject) { return census.count(inspector, subject); }
  Counts count() { return count(named(acceptor.local_endpoint())); }
  // Counts until the state occurs so often; what was counted last, in any case.
  Counts count_until(const std::string& state, std::int64_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    Counts counts = count();
    while (counts[state] != wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
      counts = count();
    }
    return counts;
  }
};

}  // namespace

TEST_CASE("the subject's ends are counted by their state, ours are not") {
  Place place;
  CHECK(place.count() ==
        Counts{{"CLOSE_WAIT", 0}, {"ESTABLISHED", 0}, {"LISTEN", 1}, {"TIME_WAIT", 0}});
  auto open = place.connect();
  auto half_closed = place.connect();
  auto ended = place.connect();
  half_closed.ours.shutdown(tcp::socket::shutdown_send);
  ended.subjects.close();
  ended.ours.close();
  const Counts expected{{"CLOSE_WAIT", 1}, {"ESTABLISHED", 1}, {"LISTEN", 1}, {"TIME_WAIT", 1}};
  CHECK(place.count_until("TIME_WAIT", 1) == expected);
  CHECK(place.count() == expected);  // TIME_WAIT is remembered, not asked for again
  place.census.clear();
  CHECK(place.count().at("ESTABLISHED") == 0);
}

TEST_CASE("connections that were reset are counted no more") {
  Place place;
  auto pair = place.connect();
  CHECK(place.count().at("ESTABLISHED") == 1);
  pair.ours.set_option(boost::asio::socket_base::linger(true, 0));
  pair.ours.close();
  const Counts counts = place.count();
  CHECK(counts.at("ESTABLISHED") == 0);
  CHECK(counts.at("LISTEN") == 1);
}

TEST_CASE("of a place where this machine has no socket nothing is said") {
  Place place;
  place.census.add({"127.0.0.1", 2});
  CHECK(place.count({"127.0.0.1", 1}).empty());
}

}  // namespace wiretrial::exec
