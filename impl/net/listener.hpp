// Accepts connections on one address.
#pragma once

#include <functional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace wiretrial::impl {

// Connections the system completes before they are accepted; it cuts this down to its own limit.
inline constexpr int accept_backlog = 4096;

// How many connections are served side by side.
enum class Serving { all, one_at_a_time };

// Begins to serve a connection, which ends in a later turn of the io_context at the earliest. What
// it starts lives in the handlers of that; std::bad_alloc closes the socket, and accepting rests.
using BeginConnection = std::function<void(boost::asio::ip::tcp::socket)>;

// Must outlive the connections it makes.
class Listener {
 public:
  Listener(boost::asio::ip::tcp::acceptor acceptor, Serving serving, BeginConnection begin);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start() { accept_next(); }

  // To be called when a connection has ended: what it held may serve the next one.
  void resume();

  [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const {
    return acceptor_.local_endpoint();
  }

 private:
  void accept_next();
  void on_accepted(const boost::system::error_code& error, boost::asio::ip::tcp::socket socket);
  [[nodiscard]] bool begin_connection(boost::asio::ip::tcp::socket socket);
  void pause();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_timer_;
  Serving serving_;
  BeginConnection begin_;
  // Waits, without a limit, for the end of the one connection.
  bool is_held_ = false;
};

}  // namespace wiretrial::impl
