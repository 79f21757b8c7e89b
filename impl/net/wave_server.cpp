#include "impl/net/wave_server.hpp"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "impl/app/wave_counter.hpp"
#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {

using boost::asio::ip::tcp;
using boost::system::error_code;

// Keeps itself alive through its handlers until it has ended. The server must outlive it.
class WaveServer::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, WaveServer& server)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), server_(server) {}

  // The first wave is sent in a later turn, for a connection may not end while it is handed over.
  void start() {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    wait_readable();
    wait_writable();
    unsent_ = wave_line;
    set_timer();
  }

 private:
  // A wave that a slow reader has not taken whole is finished, and the next one is left out:
  // nothing collects (WAV-4).
  void begin_wave() {
    if (unsent_.empty()) unsent_ = wave_line;
    set_timer();
    send();
  }

  void set_timer() {
    timer_.expires_after(server_.interval_);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error && self->socket_.is_open()) self->begin_wave();
    });
  }

  void send() {
    while (!unsent_.empty()) {
      error_code error;
      unsent_.remove_prefix(socket_.write_some(boost::asio::buffer(unsent_), error));
      if (is_temporary(error)) return wait_writable();
      if (error) return end();
    }
  }

  void wait_writable() {
    if (std::exchange(waits_writable_, true)) return;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code&) {
      self->waits_writable_ = false;
      if (self->socket_.is_open()) self->send();
    });
  }

  void wait_readable() {
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code&) {
      if (self->socket_.is_open()) self->read();
    });
  }

  // What comes says nothing, its end excepted.
  void read() {
    error_code error;
    socket_.read_some(boost::asio::buffer(server_.ignored_), error);
    if (error && !is_temporary(error)) return end();
    wait_readable();
  }

  void end() {
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    server_.service_.connection_ended();
  }

  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  WaveServer& server_;
  std::string_view unsent_;
  bool waits_writable_ = false;
};

WaveServer::WaveServer(const ServiceOptions& options, std::chrono::milliseconds interval)
    : interval_(interval), service_(options, [this](tcp::socket socket) {
        std::make_shared<Connection>(std::move(socket), *this)->start();
      }) {}

}  // namespace wiretrial::impl
