// Accepts connections and owns what they share.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "impl/net/server_connection.hpp"

namespace wiretrial::impl {

// Connections the system completes before they are accepted; it cuts this down to its own limit.
inline constexpr int accept_backlog = 4096;

// Must outlive the connections it makes, which live in the handlers of the acceptor's io_context.
class Listener {
 public:
  Listener(boost::asio::ip::tcp::acceptor acceptor, const ServerSessionOptions& options,
           Responder responder);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start() { accept_next(); }

  [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const {
    return acceptor_.local_endpoint();
  }

 private:
  void accept_next();
  void on_accepted(const boost::system::error_code& error, boost::asio::ip::tcp::socket socket);
  [[nodiscard]] bool begin_connection(boost::asio::ip::tcp::socket socket);
  void pause();
  void on_connection_ended();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_timer_;
  ServerContext context_;
};

}  // namespace wiretrial::impl
