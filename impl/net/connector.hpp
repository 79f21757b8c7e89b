// Connects to a name: each of its addresses in turn (PROTOCOL.md CLI-7), within one limit (CLI-4).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace wiretrial::impl {

struct ConnectOptions {
  // A name or a numeric IPv4 or IPv6 address.
  std::string host;
  std::uint16_t port = 0;
  // In total, for the name and all of its addresses.
  std::chrono::milliseconds limit{5'000};
};

struct ConnectFailure {
  enum class Kind {
    unresolvable,
    // The system's resolver does not answer. It cannot be interrupted: destroying the io_context
    // waits for it.
    resolver_timed_out,
    not_created,
    refused,
    unreachable,
    timed_out,
    closed,
  };
  Kind kind;
  // One line for people, without a line end.
  std::string message;
};

using ConnectResult = std::variant<boost::asio::ip::tcp::socket, ConnectFailure>;
using ConnectHandler = std::function<void(ConnectResult)>;

// Keeps itself alive through its handlers until it has called `handler`, which happens once, in a
// turn of the context.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  Connector(boost::asio::io_context& context, ConnectOptions options, ConnectHandler handler);

  void start();

  // The handler is not called any more.
  void cancel();

 private:
  using Clock = std::chrono::steady_clock;

  void resolve();
  void on_resolved(const boost::system::error_code& error,
                   const boost::asio::ip::tcp::resolver::results_type& results);
  void try_next();
  void try_again();
  void on_attempt(const boost::system::error_code& error);
  void fail_attempt(ConnectFailure failure);
  void finish(ConnectResult result);
  [[nodiscard]] ConnectFailure timed_out() const;

  ConnectOptions options_;
  ConnectHandler handler_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Clock::time_point end_;
  std::vector<boost::asio::ip::tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  // Set while an attempt runs into its own limit, which closes its socket.
  bool attempt_timed_out_ = false;
  std::optional<ConnectFailure> failure_;
};

}  // namespace wiretrial::impl
