// Holds a connection to a server, and makes a new one whenever it is lost (PROTOCOL.md WAV-7).
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "impl/net/connector.hpp"

namespace wiretrial::impl {

struct ReconnectorOptions {
  ConnectOptions connect;
  // A server that gives no sign of life for so long is lost, whatever TCP says.
  std::chrono::milliseconds silence_limit{10'000};
  // SIGTERM and SIGINT end run().
  bool stops_on_signals = false;
};

// What a server's bytes mean: not enough yet; a sign of life, from which silence counts anew; or
// something that gives the connection up.
enum class Heard { nothing, life, nonsense };

// Who decides. All are called from run().
struct ReconnectorEvents {
  // A connection was made; what came on earlier ones is over.
  std::function<void()> connected;
  // The server's next bytes.
  std::function<Heard(std::string_view bytes)> received;
  // The connection was lost, or none could be made. Returns how long to wait before the next try.
  std::function<std::chrono::milliseconds(const std::string& reason)> lost;
};

class Reconnector {
 public:
  Reconnector(ReconnectorOptions options, ReconnectorEvents events);
  Reconnector(const Reconnector&) = delete;
  Reconnector& operator=(const Reconnector&) = delete;

  // Until stop(), or a signal.
  void run();

  // Ends run(); may be called from another thread.
  void stop() { context_.stop(); }

 private:
  void connect();
  void on_connected(ConnectResult result);
  void wait_readable();
  void receive();
  void note_life();
  void lose(const std::string& reason);

  ReconnectorOptions options_;
  ReconnectorEvents events_;
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  boost::asio::ip::tcp::socket socket_;
  std::array<char, 4096> buffer_{};
};

}  // namespace wiretrial::impl
