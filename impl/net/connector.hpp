// Connects to a name: each of its addresses in turn (PROTOCOL.md CLI-7), within one limit (CLI-4).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "impl/net/client.hpp"

namespace wiretrial::impl {

class Connector {
 public:
  using Result = std::variant<boost::asio::ip::tcp::socket, ExchangeFailure>;
  using Handler = std::function<void(Result)>;

  // The connector must live until `handler` was called, which happens once.
  Connector(boost::asio::io_context& context, const ClientOptions& options, Handler handler);

  void start();

 private:
  using Clock = std::chrono::steady_clock;

  void resolve();
  void on_resolved(const boost::system::error_code& error,
                   const boost::asio::ip::tcp::resolver::results_type& results);
  void try_next();
  void try_again();
  void on_attempt(const boost::system::error_code& error);
  void fail_attempt(ExchangeFailure failure);
  void finish(Result result);
  [[nodiscard]] ExchangeFailure timed_out() const;

  ClientOptions options_;
  Handler handler_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Clock::time_point end_;
  std::vector<boost::asio::ip::tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  // Set while an attempt runs into its own limit, which closes its socket.
  bool attempt_timed_out_ = false;
  std::optional<ExchangeFailure> failure_;
};

}  // namespace wiretrial::impl
