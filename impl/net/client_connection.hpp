// One connection to a server: a client_session joined to a socket and a timer.
#pragma once

#include <array>

#include <boost/asio/ip/tcp.hpp>

#include "impl/net/session_timer.hpp"
#include "impl/session/client_session.hpp"

namespace wiretrial::impl {

// When its io_context has nothing left to do, the session has ended. Both must outlive the
// io_context's run().
class ClientConnection {
 public:
  ClientConnection(boost::asio::ip::tcp::socket socket, ClientSession& session);

  void start();

 private:
  void update();
  void send_output();
  void wait_readable();
  void wait_writable();
  void read_input();
  void on_wake();
  void check_delivery();
  void end();

  boost::asio::ip::tcp::socket socket_;
  ClientSession& session_;
  SessionTimer timer_;
  std::array<char, 64 * 1024> buffer_;
  std::size_t undelivered_bytes_ = 0;
  bool waits_readable_ = false;
  bool waits_writable_ = false;
};

}  // namespace wiretrial::impl
