// One accepted connection: a server_session joined to a socket and a timer.
#pragma once

#include <array>
#include <functional>
#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "impl/net/session_timer.hpp"
#include "impl/session/server_session.hpp"

namespace wiretrial::impl {

// Read at a time: enough for speed, little enough that many connections take fair turns.
inline constexpr std::size_t read_bytes = 64 * 1024;

// What all connections of a server share. One thread serves them, and each reads only when the
// system has bytes for it, so one buffer is enough and an idle connection holds none.
struct ServerContext {
  ServerSessionOptions session;
  Responder responder;
  std::function<void()> on_connection_ended;
  std::array<char, read_bytes> buffer;
};

// Keeps itself alive through its handlers until it has ended. `context` must outlive it.
class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
 public:
  ServerConnection(boost::asio::ip::tcp::socket socket, ServerContext& context);

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
  ServerContext& context_;
  ServerSession session_;
  SessionTimer timer_;
  std::size_t undelivered_bytes_ = 0;
  bool waits_readable_ = false;
  bool waits_writable_ = false;
  bool is_shut_down_ = false;
};

}  // namespace wiretrial::impl
